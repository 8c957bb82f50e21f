import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import type { Incident } from '../../api.ts'
import { toast } from '../../components/toast.tsx'
import { useKeys } from '../../keys.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { useChange, type Change } from './changes.ts'

const route = getRouteApi('/$workspace/incidents')

type Options = {
  rows: readonly Incident[]
  selected: ReadonlySet<string>
  toggle: (id: string) => void
  clear: () => void
}

/** j, k, x, enter, e and r. The row at the cursor is in the URL, so that one comes back to it. */
export function useListKeys({ rows, selected, toggle, clear }: Options) {
  const { row: cursor } = route.useSearch()
  const navigate = route.useNavigate()
  const { slug } = useWorkspace()
  const refusal = useRefusal('incidents.write')
  const change = useChange()
  // Coming back from an incident moves the focus to its row, like a key does.
  const [wanted, setWanted] = useState<string | undefined>(cursor)
  const focused = useCallback(() => setWanted(undefined), [])

  const move = (step: 1 | -1): void => {
    const at = rows.findIndex(({ id }) => id === cursor)
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]
    if (!next) return
    setWanted(next.id)
    void navigate({ search: (search) => ({ ...search, row: next.id }), replace: true, resetScroll: false })
  }
  /** The row with the focus, wherever it came from; else the one at the cursor. */
  const findCurrent = (): Incident | undefined => {
    const focusedId = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row']
    return rows.find(({ id }) => id === (focusedId ?? cursor))
  }
  const withCurrent = (run: (incident: Incident) => void): void => {
    const current = findCurrent()
    if (current) run(current)
  }
  const act = (what: Change): void => {
    const current = findCurrent()
    const those = selected.size > 0 ? rows.filter(({ id }) => selected.has(id)) : current ? [current] : []
    if (refusal) toast({ words: refusal, tone: 'bad' })
    else if (those.length === 0) toast({ words: 'Move to an incident with j and k first, or select some with x.' })
    else void change(what, those).then(clear)
  }

  useKeys([
    { keys: 'j', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'k', does: 'Row before', group: 'List', run: () => move(-1) },
    { keys: 'x', does: 'Select', group: 'List', run: () => withCurrent(({ id }) => toggle(id)) },
    {
      keys: 'enter',
      does: 'Open',
      group: 'List',
      run: () =>
        withCurrent(
          ({ id }) =>
            void navigate({ to: '/$workspace/incidents/$incidentId', params: { workspace: slug, incidentId: id } }),
        ),
    },
    { keys: 'e', does: 'Acknowledge', group: 'List', run: () => act('acknowledge') },
    { keys: 'r', does: 'Resolve', group: 'List', run: () => act('resolve') },
    { keys: 'escape', does: 'Select nothing', group: 'List', run: clear },
  ])
  return { cursor, wanted, focused }
}
