import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

interface CountedGauge {
  readonly name: string
  readonly help: string
  /** What is counted apart. */
  readonly label: string
}

/** The process's Prometheus metrics: labels are codes and routes, never identifiers of people or cases. */
export class Metrics {
  private readonly registry = new Registry()

  readonly recorded = new Counter({
    name: 'contremarque_entries_recorded_total',
    help: 'Entries signed and durable',
    registers: [this.registry],
  })
  readonly refused = new Counter({
    name: 'contremarque_actions_refused_total',
    help: 'Actions refused, by code',
    labelNames: ['code'],
    registers: [this.registry],
  })
  readonly unidentified = new Counter({
    name: 'contremarque_unidentified_requests_total',
    help: 'Requests without a session to what needs one',
    registers: [this.registry],
  })
  readonly notIdentified = new Counter({
    name: 'contremarque_identifications_refused_total',
    help: 'Identifications refused, by code',
    labelNames: ['code'],
    registers: [this.registry],
  })
  readonly connectionsRefused = new Counter({
    name: 'contremarque_connections_refused_total',
    help: 'Connections closed at once: as many were open from the same address',
    registers: [this.registry],
  })
  readonly requests = new Histogram({
    name: 'contremarque_http_request_seconds',
    help: 'Time to answer, by route and status class',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [this.registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.registry })
  }

  /** A gauge counted when metrics are asked for: how often `read` names each label. */
  observe({ name, help, label }: CountedGauge, read: () => readonly string[]): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect: () => {
        gauge.reset()
        for (const value of read()) gauge.inc({ [label]: value })
      },
    })
  }

  /** A gauge read when metrics are asked for. */
  measure({ name, help }: Omit<CountedGauge, 'label'>, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: () => gauge.set(read()),
    })
  }

  async render(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() }
  }
}
