import { useQuery } from '@tanstack/react-query'
import { Snippet } from '../../components/code.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'

/** Nothing was ever sent: how to send, with the real key. The screen turns by itself. */
export function NoMetrics() {
  const { slug } = useWorkspace()
  const { data } = useQuery(projectsQuery(slug))
  const project = data?.items.find(({ ingestKey }) => ingestKey !== null)
  const key = project?.ingestKey ?? '<ingest key>'
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-10">
      <h2 className="text-lg font-semibold tracking-tight">No metrics yet</h2>
      <p className="mt-1 mb-5 text-base text-muted">
        Prometheus, the OpenTelemetry collector, Telegraf and the agent send theirs; a line of <code>curl</code> is
        enough to see one here. All ways are in{' '}
        <a href="/docs/metrics" className="text-link">
          Sending metrics
        </a>
        .
      </p>
      <Snippet label="the command" text={commandFor(key)} />
      <p className="mt-5 mb-2 text-muted">Or in the configuration of a Prometheus:</p>
      <Snippet label="the configuration" text={configurationFor(key)} />
      <div
        role="status"
        className="hatched mt-5 flex min-h-12 items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-3"
      >
        <span className="live-dot size-2.5 shrink-0 rounded-full bg-unknown" aria-hidden />
        <p className="text-muted">Waiting for the first metric …</p>
      </div>
    </div>
  )
}

const commandFor = (key: string): string => `curl ${location.origin}/prometheus/api/v1/import/prometheus \\
  -H 'Authorization: Bearer ${key}' \\
  --data 'house_temperature_celsius{room="hall"} 21.5'`

const configurationFor = (key: string): string => `remote_write:
  - url: ${location.origin}/prometheus/api/v1/write
    authorization: { credentials: ${key} }`
