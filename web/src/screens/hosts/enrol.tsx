import type { Project } from '../../api.ts'
import { ExternalLink } from '../../components/facts.tsx'
import { Snippet } from '../../components/code.tsx'

/** How the first host comes in: the agent's file, then one line with address and key. */
export function EnrolHost({ project }: { project: Pick<Project, 'dsn' | 'ingestKey'> | undefined }) {
  if (!project?.dsn || !project.ingestKey)
    return <p className="text-muted">All ingest keys of this project are revoked: nothing can be sent to it.</p>
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div>
        <p className="mb-2 text-muted">
          Once: copy the agent and its unit to the host, as <ExternalLink href="/docs/agent">The agent</ExternalLink>{' '}
          says. It needs Node 20 or newer and nothing else. Then paste this there:
        </p>
        <Snippet label="the line that enrols a host" text={enrolLine(new URL(project.dsn).origin, project.ingestKey)} />
      </div>
      <p className="text-muted">
        A Prometheus, vmagent or Alloy beside a node_exporter needs no agent:{' '}
        <ExternalLink href="/docs/metrics">remote write</ExternalLink> brings its hosts here as well.
      </p>
    </div>
  )
}

const enrolLine = (url: string, key: string): string =>
  String.raw`(umask 077; printf 'WATCHWORD_AGENT_URL=%s\nWATCHWORD_AGENT_KEY=%s\n' ${url} ${key} > /etc/watchword-agent.conf) && systemctl enable --now watchword-agent`

export function WaitingForHost() {
  return (
    <div
      role="status"
      className="hatched flex min-h-12 items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-3"
    >
      <span className="live-dot size-2.5 shrink-0 rounded-full bg-unknown" aria-hidden />
      <p className="text-muted">Waiting for the first host …</p>
    </div>
  )
}
