import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Info from 'lucide-react/icons/info'
import { describe, sentence } from '../../../api.ts'
import { Card } from '../../../components/screen.tsx'
import { Time } from '../../../components/time.tsx'
import { useClient, useWorkspace } from '../../../session.ts'
import { useSettled } from '../../../settled.ts'
import { Tile } from './list.tsx'
import type { PreviewedWindow } from './queries.ts'
import { ruleOf, type RecurrenceValues } from './recurrence.ts'
import { rangeWords } from './times.ts'

const settleMs = 250

/** The next windows, as the server would make them, while the form is filled in. */
export function Preview({
  pageId,
  values,
  timeZone,
}: {
  pageId: string
  values: RecurrenceValues & { durationMinutes: string }
  /** Default: the page's. */
  timeZone?: string
}) {
  const { slug } = useWorkspace()
  const client = useClient()
  const recurrence = ruleOf(values)
  const { scheduledFor, durationMinutes } = values
  const body = {
    scheduledFor,
    durationMinutes: Number(durationMinutes),
    ...(recurrence !== undefined && { recurrence }),
    ...(timeZone !== undefined && { timeZone }),
  }
  const settled = useSettled(JSON.stringify(body), settleMs)
  const query = useQuery({
    queryKey: [slug, 'pages', pageId, 'maintenancePreview', settled],
    queryFn: ({ signal }) =>
      client.previewMaintenance({ params: { pageId }, body: JSON.parse(settled) as typeof body, signal }),
    enabled: scheduledFor !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (scheduledFor === '') return null
  return (
    <section aria-label="Preview" aria-live="polite">
      <h2 className="mb-1 text-sm font-medium">
        {recurrence === undefined ? 'This is when' : 'The next windows'}
        {query.data?.words && <span className="font-normal text-muted">: {query.data.words}</span>}
      </h2>
      <Card>
        {query.isError ? (
          <p className="px-4 py-3 text-down">{sentence(describe(query.error).detail)}</p>
        ) : !query.data ? (
          <p className="px-4 py-3 text-faint">Looking …</p>
        ) : (
          <ol className="grid sm:grid-cols-2">
            {query.data.windows.map((each) => (
              <PreviewRow key={each.scheduledFor} window={each} timeZone={query.data.timeZone} />
            ))}
          </ol>
        )}
        {query.data?.goesOn && !query.isError && (
          <p className="border-t border-line px-4 py-2 text-xs text-faint">… and so on</p>
        )}
      </Card>
    </section>
  )
}

function PreviewRow({ window, timeZone }: { window: PreviewedWindow; timeZone: string }) {
  const from = new Date(window.scheduledFor)
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <Tile at={from} timeZone={timeZone} />
      <div className="min-w-0 text-sm">
        <p className="tabular-nums">{rangeWords(from, new Date(window.scheduledUntil), timeZone)}</p>
        <p className="text-xs text-faint">
          <Time at={window.scheduledFor} />
        </p>
        {window.clock !== 'once' && (
          <p className="flex items-start gap-1 text-xs text-muted">
            <Info className="mt-0.5 size-3 shrink-0" aria-hidden />
            {window.clock === 'skipped'
              ? 'The clock skips this time on that day: it begins right after.'
              : 'The clock shows this time twice on that day: it begins at the first.'}
          </p>
        )}
      </div>
    </li>
  )
}
