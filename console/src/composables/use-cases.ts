import { getCase, getCaseTimeline, getDeliveries, listCases, searchCases } from '../api/cases.ts'
import type { CaseDetail, CaseSummary, Delivery, TimelineItem } from '../api/types.ts'
import { usePages, type Pages } from './use-pages.ts'
import { useRequest, type Requested } from './use-request.ts'

/** My cases, or those that match the text when there is one. */
export function useCaseList(text: () => string): Pages<CaseSummary> {
  return usePages((cursor) => {
    const wanted = text().trim()
    return wanted === '' ? listCases(cursor) : searchCases(wanted, cursor)
  })
}

export function useCase(id: () => string): Requested<CaseDetail> {
  return useRequest(() => getCase(id()))
}

export function useTimeline(id: () => string): Pages<TimelineItem> {
  return usePages((cursor) => getCaseTimeline(id(), cursor))
}

export function useDeliveries(id: () => string): Requested<readonly Delivery[]> {
  return useRequest(() => getDeliveries(id()))
}
