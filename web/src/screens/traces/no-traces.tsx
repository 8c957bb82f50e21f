import { useQuery } from '@tanstack/react-query'
import { Snippet } from '../../components/code.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { tracesQuery } from './queries.ts'
import { rangeOf } from './filter.ts'

const pollMs = 5000

/** Nothing was ever sent, or not lately: how to send, and word as soon as it comes. */
export function NoTraces() {
  const { slug } = useWorkspace()
  const { data } = useQuery(projectsQuery(slug))
  const project = data?.items.find(({ ingestKey }) => ingestKey !== null)
  const key = project?.ingestKey ?? '<ingest key>'
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-10">
      <h2 className="text-lg font-semibold tracking-tight">No trace in the last seven days</h2>
      <p className="mt-1 mb-5 text-base text-muted">
        A trace shows where the time of a request goes, over all services. Programs with OpenTelemetry send theirs when
        they are started with this; SDKs of Sentry do with <code>tracesSampleRate</code>.
      </p>
      <Snippet label="settings for OpenTelemetry" text={settingsFor(key)} />
      <Waiting />
    </div>
  )
}

const settingsFor = (key: string): string => `export OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin}/otlp
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS='Authorization=Bearer%20${key}'
export OTEL_RESOURCE_ATTRIBUTES='service.name=shop,service.version=1.4.2'
export OTEL_METRICS_EXPORTER=none`

/** Asks for the list again until something is in it; the screen then shows that instead of this. */
function Waiting() {
  const { slug } = useWorkspace()
  const list = tracesQuery(slug, { sort: 'newest' }, rangeOf(undefined).ms)
  useQuery({
    queryKey: ['wait', ...list.queryKey],
    queryFn: async ({ client }) => {
      await client.invalidateQueries({ queryKey: list.queryKey })
      return null
    },
    refetchInterval: pollMs,
    gcTime: 0,
  })
  return (
    <div
      role="status"
      className="hatched mt-5 flex min-h-12 items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-3"
    >
      <span className="live-dot size-2.5 shrink-0 rounded-full bg-unknown" aria-hidden />
      <p className="text-muted">Waiting for the first span …</p>
    </div>
  )
}
