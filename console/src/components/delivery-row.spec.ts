import { mount } from '@vue/test-utils'
import { mountOptions, plain } from '../../test/mount-options.ts'
import type { DatedFact, Delivery, Notice } from '../api/types.ts'
import { isGap } from '../composables/delivery.ts'
import { courtTime } from '../locales/court-time.ts'
import DeliveryRow from './DeliveryRow.vue'

const time = courtTime('Europe/Paris', 'fr')
const at = '2026-03-12T13:32:07.120Z'
const ENTRY = '7c0de000-0000-8000-8000-000000000001'

describe('a row of the matrix', () => {
  const fact: DatedFact = { at, entry: ENTRY, state: 'stamped' }
  const bounced: Notice = { id: '1', sentAt: fact, outcome: { ...fact, kind: 'bounced' } }
  const delivery: Delivery = {
    document: { id: ENTRY, title: 'Note', kind: 'note' },
    recipient: {
      id: ENTRY,
      role: 'avocat',
      name: 'Me Girard',
      actsFor: null,
      addedAt: at,
      removedAt: null,
      acceptedTermsAt: null,
    },
    depositedAt: fact,
    availableAt: fact,
    notices: [bounced],
    firstOpenedAt: null,
  }
  const cells = (changes: Partial<Delivery>) =>
    mount(DeliveryRow, {
      props: { delivery: { ...delivery, ...changes }, time },
      ...mountOptions(),
    })
      .findAll('td')
      .map((cell) => plain(cell.text()))

  test('says bounced and unopened in words', () => {
    expect(cells({}).slice(2)).toEqual(['non remis le 12 mars 2026, 14 h 32', 'non ouvert'])
  })

  test.each([
    ['avocat', null, true],
    ['greffe', null, false],
    ['magistrat', null, false],
    ['sapiteur', at, false],
  ] as const)('unopened by %s, removed at %s: alarming is %s', (role, removedAt, isBad) => {
    const of = { ...delivery, notices: [], recipient: { ...delivery.recipient, role, removedAt } }
    expect(isGap(of)).toBe(isBad)
    const cell = mount(DeliveryRow, { props: { delivery: of, time }, ...mountOptions() })
    expect(plain(cell.find('td:last-child').text())).toBe('non ouvert')
    expect(cell.find('td:last-child .bad').exists()).toBe(isBad)
    expect(plain(cell.find('th').text()).includes('retiré le 12 mars 2026')).toBe(
      role === 'sapiteur',
    )
  })

  test('does not call unopened what was never made available', () => {
    expect(cells({ availableAt: null, notices: [] })).toEqual([
      'non mis à disposition',
      'aucun avis',
      '—',
      '—',
    ])
  })

  test('says that the outcome of a notice is unknown rather than nothing', () => {
    const unknown = { ...bounced, outcome: null }
    expect(cells({ notices: [unknown] })[2]).toBe('sort inconnu')
  })

  test('R40: a bounced notice stays beside the one that was sent after it', () => {
    const later = { at: '2026-03-13T08:00:00.000Z', entry: ENTRY, state: 'stamped' } as const
    const delivered = { ...later, kind: 'delivered' } as const
    const notices = [bounced, { id: '2', sentAt: later, outcome: delivered }]
    expect(cells({ notices }).slice(1)).toEqual([
      '12 mars 2026, 14 h 32',
      'non remis le 12 mars 2026, 14 h 32',
      'non ouvert',
      '13 mars 2026, 09 h 00',
      'remis le 13 mars 2026, 09 h 00',
    ])
  })
})
