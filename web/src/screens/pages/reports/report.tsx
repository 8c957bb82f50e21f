import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Pencil from 'lucide-react/icons/pencil'
import Trash from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import type { Report } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { ExternalLink } from '../../../components/facts.tsx'
import { SelectField, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen, Section } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { ComponentState, ReportPill } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { rules, useForm } from '../../../form.ts'
import { capital, duration } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { pageQuery, reportQuery } from '../queries.ts'
import { impacts } from './new-report.tsx'
import { NewUpdate } from './new-update.tsx'
import { Scheduled } from './scheduled.tsx'
import { fromField, toField } from './times.ts'
import { UpdateView } from './update.tsx'
import { TimeField, timeRule } from './when.tsx'

const route = getRouteApi('/$workspace/pages/$pageId/reports/$reportId')

export function ReportScreen() {
  const { slug } = useWorkspace()
  const { reportId } = route.useParams()
  const query = useQuery(reportQuery(slug, reportId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(report) => <ReportView report={report} />}
    </Loaded>
  )
}

function ReportView({ report }: { report: Report }) {
  const refusal = useRefusal('statuspages.write')
  const [changing, setChanging] = useState(false)
  const [deleting, setDeleting] = useState(false)
  return (
    <Screen
      narrow
      title={report.title}
      lead={<Lead report={report} />}
      actions={
        <>
          <Button icon={<Pencil aria-hidden />} refusal={refusal} onClick={() => setChanging(!changing)}>
            Change
          </Button>
          <Button icon={<Trash aria-hidden />} refusal={refusal} onClick={() => setDeleting(true)}>
            Take back
          </Button>
        </>
      }
    >
      {changing && <ChangeReport report={report} onDone={() => setChanging(false)} />}
      <TakeBack report={report} open={deleting} onClose={() => setDeleting(false)} />
      <NewUpdate report={report} />
      <Scheduled pageId={report.pageId} reportId={report.id} />
      {report.components.length > 0 && (
        <Section title="Components">
          <Card>
            <ul>
              {report.components.map(({ id, name, status }) => (
                <li
                  key={id}
                  className="flex items-center justify-between gap-4 border-b border-line px-4 py-2 last:border-b-0"
                >
                  <span className="truncate">{name}</span>
                  <ComponentState state={status} className="text-xs" />
                </li>
              ))}
            </ul>
          </Card>
        </Section>
      )}
      <Section title="The story so far">
        <Card className="p-4">
          <ol>
            {report.updates.map((update, index) => (
              <UpdateView
                key={update.id}
                report={report}
                update={update}
                names={new Map(report.components.map(({ id, name }) => [id, name]))}
                last={index === report.updates.length - 1}
              />
            ))}
          </ol>
        </Card>
      </Section>
    </Screen>
  )
}

function Lead({ report }: { report: Report }) {
  const { slug } = useWorkspace()
  const { data: page } = useQuery(pageQuery(slug, report.pageId))
  const { incidentId, pageId, startedAt, resolvedAt } = report
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <ReportPill state={report.status} />
      <span>
        {capital(report.impact)} impact{report.impactGiven && ', set by hand'}
      </span>
      <span>
        began <Time at={startedAt} />
      </span>
      {resolvedAt && (
        <span>
          resolved <Time at={resolvedAt} />, after {duration(Date.parse(resolvedAt) - Date.parse(startedAt))}
        </span>
      )}
      {report.backfilled && <span>written down afterwards</span>}
      <Link
        to="/$workspace/pages/$pageId"
        params={{ workspace: slug, pageId }}
        search={{ tab: 'reports' }}
        className="text-link"
      >
        {page?.name ?? 'Status page'}
      </Link>
      {page && <ExternalLink href={publicUrl(page.url, report.id)}>Public view</ExternalLink>}
      {incidentId && (
        <Link to="/$workspace/incidents/$incidentId" params={{ workspace: slug, incidentId }} className="text-link">
          Incident
        </Link>
      )}
    </span>
  )
}

function ChangeReport({ report, onDone }: { report: Report; onDone: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const startedAt = toField(new Date(report.startedAt))
  const form = useForm<{ title: string; impact: Report['impact'] | ''; startedAt: string }>({
    initial: { title: report.title, impact: report.impactGiven ? report.impact : '', startedAt },
    rules: {
      title: ({ title }) => rules.filled('A title')(title),
      startedAt: (values) => timeRule('When it began', 'past')(values.startedAt),
    },
    submit: async (values) => {
      const moved = values.startedAt === startedAt ? undefined : fromField(values.startedAt)
      await client.updateReport({
        params: { reportId: report.id },
        body: { title: values.title, impact: values.impact || null, ...(moved && { startedAt: moved }) },
      })
      await queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      onDone()
    },
  })
  return (
    <Card className="mb-8 p-4">
      <FormFrame form={form} action="Save" onCancel={onDone} aside="Nobody is told again.">
        <TextField form={form} name="title" label="Title" autoFocus />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField form={form} name="impact" label="Impact" options={impacts} />
          <TimeField form={form} name="startedAt" label="Began" />
        </div>
      </FormFrame>
    </Card>
  )
}

function TakeBack({ report, open, onClose }: { report: Report; open: boolean; onClose: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title="Take this report back?"
      action="Take back"
      typeName={report.title}
      run={async () => {
        await client.deleteReport({ params: { reportId: report.id } })
        void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
        await navigate({
          to: '/$workspace/pages/$pageId',
          params: { workspace: slug, pageId: report.pageId },
          search: { tab: 'reports' },
          replace: true,
        })
      }}
    >
      “{report.title}” and its updates go, and what it said of components no longer counts for uptime. Mails that were
      sent stay with those who got them. To correct a text or a time, use “Correct” at the update instead.
    </Confirm>
  )
}

function publicUrl(pageUrl: string, reportId: string): string {
  return `${pageUrl.replace(/\/$/, '')}/reports/${reportId}`
}
