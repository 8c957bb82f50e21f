import { getRouteApi } from '@tanstack/react-router'
import type { EntrySpan } from '../../api.ts'
import { useKeys } from '../../keys.ts'
import { useWorkspace } from '../../session.ts'
import { rowKey } from './row.tsx'

const route = getRouteApi('/$workspace/traces')

/** j, k and enter. The row at the cursor is in the URL, so that one comes back to it. */
export function useTraceKeys(spans: readonly EntrySpan[]): void {
  const { row } = route.useSearch()
  const navigate = route.useNavigate()
  const { slug } = useWorkspace()
  const at = spans.findIndex((span) => rowKey(span) === row)
  const move = (step: 1 | -1): void => {
    const next = spans[at === -1 ? 0 : Math.min(spans.length - 1, Math.max(0, at + step))]
    if (!next) return
    document.querySelector<HTMLElement>(`[data-row="${rowKey(next)}"] a`)?.focus()
    void navigate({ search: (search) => ({ ...search, row: rowKey(next) }), replace: true, resetScroll: false })
  }
  useKeys([
    { keys: 'j', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'k', does: 'Row before', group: 'List', run: () => move(-1) },
    {
      keys: 'enter',
      does: 'Open',
      group: 'List',
      run: () => {
        const span = spans[at]
        if (!span) return
        void navigate({
          to: '/$workspace/traces/$traceId',
          params: { workspace: slug, traceId: span.traceId },
          search: span.parentSpanId === null ? {} : { span: span.spanId },
        })
      },
    },
  ])
}
