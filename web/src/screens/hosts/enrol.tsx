import { useState } from 'react'
import type { Project } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Snippet } from '../../components/code.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ExternalLink } from '../../components/facts.tsx'
import { Select } from '../../components/field.tsx'
import { senders } from './senders.ts'

type Target = Pick<Project, 'id' | 'name' | 'dsn' | 'ingestKey'>

/** How a host comes in: one line for the agent, or the few that make another sender send here. */
export function EnrolHost({ projects }: { projects: readonly Target[] }) {
  const [projectId, setProjectId] = useState<string>()
  const [senderId, setSenderId] = useState('agent')
  const usable = projects.filter(({ dsn, ingestKey }) => dsn && ingestKey)
  const project = usable.find(({ id }) => id === projectId) ?? usable[0]
  const sender = senders.find(({ id }) => id === senderId) ?? senders[0]
  if (!project?.dsn || !project.ingestKey || !sender)
    return <p className="text-muted">All ingest keys of this project are revoked: nothing can be sent to it.</p>
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Send with"
          value={sender.id}
          onChange={(event) => setSenderId(event.target.value)}
          options={senders.map(({ id, name }) => ({ value: id, word: name }))}
        />
        {usable.length > 1 && (
          <Select
            aria-label="To the project"
            value={project.id}
            onChange={(event) => setProjectId(event.target.value)}
            options={usable.map(({ id, name }) => ({ value: id, word: name }))}
          />
        )}
      </div>
      <p className="text-muted">{sender.where}</p>
      <Snippet label="what enrols a host" text={sender.textOf(new URL(project.dsn), project.ingestKey)} />
      <p className="text-muted">
        It has the project’s ingest key, which may send and read nothing; a key of its own for each host can be revoked
        by itself. More in <ExternalLink href="/docs/agent">The agent</ExternalLink> and{' '}
        <ExternalLink href="/docs/metrics">Sending metrics</ExternalLink>.
      </p>
    </div>
  )
}

export function AddHost({ projects }: { projects: readonly Target[] }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Add a host</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Add a host" className="w-[min(94vw,44rem)]">
        <div className="min-h-0 overflow-y-auto px-5 pb-5">
          <EnrolHost projects={projects} />
        </div>
      </Dialog>
    </>
  )
}

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
