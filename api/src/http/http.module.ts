import { Module, type DynamicModule } from '@nestjs/common'
import { AccessDesk } from './access-desk.js'
import { ActionDesk } from './action-desk.js'
import { AccessesController } from './controllers/accesses.controller.js'
import { ActionsController } from './controllers/actions.controller.js'
import { CasesController } from './controllers/cases.controller.js'
import { DemoController } from './controllers/demo.controller.js'
import { DocumentsController } from './controllers/documents.controller.js'
import { EntriesController } from './controllers/entries.controller.js'
import { EventsController } from './controllers/events.controller.js'
import { HealthController } from './controllers/health.controller.js'
import { IdentificationController } from './controllers/identification.controller.js'
import { JournalsController } from './controllers/journals.controller.js'
import { LedgerController } from './controllers/ledger.controller.js'
import { MetricsController } from './controllers/metrics.controller.js'
import { OidcController } from './controllers/oidc.controller.js'
import { PersonalDataController } from './controllers/personal-data.controller.js'
import { PersonasController } from './controllers/personas.controller.js'
import { PersonsController } from './controllers/persons.controller.js'
import { SessionController } from './controllers/session.controller.js'
import { CertificateDesk } from './certificate-desk.js'
import { TermsController } from './controllers/terms.controller.js'
import { ConsoleReads } from './console-reads.js'
import { DemoStage } from './demo-stage.js'
import { DocumentDesk } from './document-desk.js'
import { Evidence } from '../verification/evidence.js'
import { LiveFeed } from './live-feed.js'
import { Metrics } from './metrics.js'
import { OidcDesk } from './oidc-desk.js'
import { PersonalDataDesk } from './personal-data-desk.js'
import { PersonDesk } from './person-desk.js'
import { ReadRefusals } from './read-refusals.js'
import type { PlatformDoor } from './platform-door.js'
import { Readiness } from './readiness.js'
import { Reads } from './reads.js'
import { SessionDesk } from './session-desk.js'
import { SessionMethods } from './session-methods.js'
import { TermsDesk } from './terms-desk.js'

const CONTROLLERS = [
  HealthController,
  SessionController,
  OidcController,
  IdentificationController,
  PersonasController,
  PersonsController,
  PersonalDataController,
  AccessesController,
  TermsController,
  CasesController,
  ActionsController,
  DocumentsController,
  JournalsController,
  EntriesController,
  LedgerController,
  EventsController,
  DemoController,
  MetricsController,
]

/** What the controllers ask for. `demo` stands in a development ledger only. */
export interface HttpServices {
  readonly readiness: Readiness
  readonly sessions: SessionDesk
  readonly oidc: OidcDesk
  readonly platforms: PlatformDoor
  readonly methods: SessionMethods
  readonly certificates: CertificateDesk
  readonly persons: PersonDesk
  readonly personalData: PersonalDataDesk
  readonly accesses: AccessDesk
  readonly terms: TermsDesk
  readonly actions: ActionDesk
  readonly noted: ConsoleReads
  readonly documents: DocumentDesk
  readonly reads: Reads
  readonly refusals: ReadRefusals
  readonly evidence: Evidence
  readonly feed: LiveFeed
  readonly metrics: Metrics
  readonly demo?: DemoStage
}

/** The edge: every controller, given what it asks for by the composition root. */
@Module({})
export class HttpModule {
  static with(services: HttpServices): DynamicModule {
    const providers = [
      { provide: Readiness, useValue: services.readiness },
      { provide: SessionDesk, useValue: services.sessions },
      { provide: OidcDesk, useValue: services.oidc },
      { provide: SessionMethods, useValue: services.methods },
      { provide: CertificateDesk, useValue: services.certificates },
      { provide: PersonDesk, useValue: services.persons },
      { provide: AccessDesk, useValue: services.accesses },
      { provide: PersonalDataDesk, useValue: services.personalData },
      { provide: TermsDesk, useValue: services.terms },
      { provide: ActionDesk, useValue: services.actions },
      { provide: ConsoleReads, useValue: services.noted },
      { provide: DocumentDesk, useValue: services.documents },
      { provide: Reads, useValue: services.reads },
      { provide: ReadRefusals, useValue: services.refusals },
      { provide: Evidence, useValue: services.evidence },
      { provide: LiveFeed, useValue: services.feed },
      { provide: Metrics, useValue: services.metrics },
      ...(services.demo === undefined ? [] : [{ provide: DemoStage, useValue: services.demo }]),
    ]
    return { module: HttpModule, controllers: CONTROLLERS, providers }
  }
}
