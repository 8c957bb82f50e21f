import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Report, ReportUpdate } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { TextArea } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { ComponentState, ReportIcon, ReportState } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { rules, useForm } from '../../../form.ts'
import { absolute, counted } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { membersQuery } from '../../members/queries.ts'
import { revisionsQuery } from './queries.ts'
import { fromField, toField } from './times.ts'
import { TimeField, timeRule } from './when.tsx'

type Props = { report: Report; update: ReportUpdate; names: ReadonlyMap<string, string>; last: boolean }

/** One entry of the story, on its line in time. */
export function UpdateView({ report, update, names, last }: Props) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  const [correcting, setCorrecting] = useState(false)
  return (
    <li className="relative flex gap-3 pb-6 last:pb-0">
      {!last && <span className="absolute top-6 bottom-0 left-[11px] w-px bg-line-strong" aria-hidden />}
      <ReportIcon state={update.status} />
      <div className="min-w-0 flex-1">
        <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <ReportState state={update.status} iconless className="font-semibold" />
          <Time at={update.displayAt} className="text-xs text-muted" />
          {!refusal && !correcting && (
            <Button
              look="quiet"
              className="ml-auto h-6"
              aria-label={`Correct the update ${update.number}`}
              onClick={() => setCorrecting(true)}
            >
              Correct
            </Button>
          )}
        </div>
        {correcting ? (
          <Correction report={report} update={update} onDone={() => setCorrecting(false)} />
        ) : (
          <p className="text-base break-words whitespace-pre-wrap">{update.body}</p>
        )}
        {update.components.length > 0 && (
          <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
            {update.components.map(({ id, status }) => (
              <li key={id} className="flex items-center gap-1.5">
                {names.get(id) ?? 'A component'} <ComponentState state={status} />
              </li>
            ))}
          </ul>
        )}
        {update.correctedAt && <Revisions update={update} correctedAt={update.correctedAt} />}
        {update.mail.queued > 0 && (
          <p role="status" className="mt-2 text-xs text-muted">
            {mailWords(update.mail)}{' '}
            <Link
              to="/$workspace/pages/$pageId/updates/$updateId/deliveries"
              params={{ workspace: slug, pageId: report.pageId, updateId: update.id }}
              className="text-link"
            >
              Who was told
            </Link>
          </p>
        )}
      </div>
    </li>
  )
}

/** The public sees that it was corrected and nobody is told again; so it is for slips, and news are a new update. */
function Correction({ report, update, onDone }: { report: Report; update: ReportUpdate; onDone: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { body: update.body, at: toField(new Date(update.displayAt)) },
    rules: { body: ({ body }) => rules.filled('A text')(body), at: ({ at }) => timeRule('A time', 'past')(at) },
    submit: async ({ body, at }) => {
      // A field of minutes would cut the seconds off a time that nobody touched.
      const moved = at === toField(new Date(update.displayAt)) ? undefined : fromField(at)
      await client.correctUpdate({ params: { updateId: update.id }, body: { body, ...(moved && { at: moved }) } })
      await queryClient.invalidateQueries({ queryKey: [slug, 'pages', 'report', report.id] })
      onDone()
    },
  })
  return (
    <FormFrame
      form={form}
      action="Save correction"
      onCancel={onDone}
      aside="Readers see that it was corrected. Nobody is told again."
    >
      <TextArea form={form} name="body" label="Text" rows={3} autoFocus />
      <TimeField form={form} name="at" label="It was at" />
    </FormFrame>
  )
}

function Revisions({ update, correctedAt }: { update: ReportUpdate; correctedAt: string }) {
  const [open, setOpen] = useState(false)
  return (
    <div className="mt-2 text-xs text-muted">
      Corrected <Time at={correctedAt} />{' '}
      <button type="button" aria-expanded={open} className="text-link" onClick={() => setOpen(!open)}>
        {open ? 'Hide what it said' : 'What it said'}
      </button>
      {open && <RevisionList update={update} />}
    </div>
  )
}

function RevisionList({ update }: { update: ReportUpdate }) {
  const { slug } = useWorkspace()
  const query = useQuery(revisionsQuery(slug, update.id, update.correctedAt))
  const { data: members } = useQuery(membersQuery(slug))
  const nameOf = (id: string | null): string =>
    members?.items.find(({ userId }) => userId === id)?.name ?? (id === null ? 'a key' : 'someone who left')
  return (
    <Loaded query={query} skeleton={<Skeleton className="mt-2 h-12" />}>
      {({ items }) => (
        <ol className="mt-2 flex flex-col gap-2" aria-label="Earlier words">
          {items.map(({ number, body, displayAt, replacedAt, replacedBy }) => (
            <li key={number} className="rounded-md border border-line bg-sunken px-3 py-2">
              <p className="text-sm break-words whitespace-pre-wrap">{body}</p>
              <p className="mt-1">
                of {absolute(new Date(displayAt))} · replaced <Time at={replacedAt} /> by {nameOf(replacedBy)}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  )
}

/** `queued` counts all of them. */
function mailWords({ queued, sent, failed }: ReportUpdate['mail']): string {
  const waiting = Math.max(0, queued - sent - failed)
  const parts = [
    sent > 0 && `${counted(sent, 'subscriber')} told`,
    waiting > 0 && `${waiting} still to be told`,
    failed > 0 && `${failed} could not be told`,
  ]
  return `${parts.filter(Boolean).join(' · ')}.`
}
