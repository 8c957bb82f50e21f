/** The rows to show: as they were, with what is new about them filled in, and how many wait behind the chip. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Incident, IncidentQuery } from '../../api.ts'
import { useWorkspace } from '../../session.ts'
import { incidentHeadQuery, incidentListQuery } from './queries.ts'

export function useIncidentList(filter: IncidentQuery) {
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const list = useInfiniteQuery(incidentListQuery(slug, filter))
  const head = useQuery(incidentHeadQuery(slug, filter))

  const rows = useMemo<Incident[]>(() => {
    // While another filter loads, the head still answers the one before.
    const fresh = new Map(head.isPlaceholderData ? [] : head.data?.items.map((item) => [item.id, item]))
    const all = list.data?.pages.flatMap((page) => page.items) ?? []
    // Pages are read at different moments, so a row that moved in between may come twice.
    const unique = new Map(all.map((item) => [item.id, item]))
    return [...unique.values()].map((item) => fresh.get(item.id) ?? item)
  }, [list.data, head.data, head.isPlaceholderData])

  const newCount = useMemo(() => {
    if (!list.data || !head.data || head.isPlaceholderData) return 0
    const known = new Set(rows.map(({ id }) => id))
    return head.data.items.filter(({ id }) => !known.has(id)).length
  }, [rows, list.data, head.data, head.isPlaceholderData])

  /** Reads the list again from its beginning. */
  const showNew = (): void =>
    void queryClient.resetQueries({ queryKey: incidentListQuery(slug, filter).queryKey, exact: true })

  return { list, rows, newCount, showNew, counts: head.data?.counts ?? list.data?.pages[0]?.counts }
}
