import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Report, StatusPage } from '../../api.ts'
import { Checkbox, SelectField, TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Screen } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { reportStatuses } from '../../components/states.tsx'
import { rules, useForm } from '../../form.ts'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { incidentQuery } from '../incidents/queries.ts'
import { affectedList, AffectedComponents, type Affected } from './affected.tsx'
import { componentsQuery, pageQuery } from './queries.ts'

const route = getRouteApi('/$workspace/pages/$pageId/reports/new')

export function NewReport() {
  const { slug } = useWorkspace()
  const { pageId } = route.useParams()
  const query = useQuery(pageQuery(slug, pageId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(page) => (
        <Screen title="Publish a report" lead={`Everyone can read it on ${page.name}, at once.`} narrow>
          <ReportForm page={page} />
        </Screen>
      )}
    </Loaded>
  )
}

const impacts = [
  { value: '', word: 'As the components say' },
  { value: 'none', word: 'None' },
  { value: 'minor', word: 'Minor' },
  { value: 'major', word: 'Major' },
  { value: 'critical', word: 'Critical' },
]

type Values = {
  title: string
  impact: Report['impact'] | ''
  status: Report['status']
  body: string
  affected: Affected
  notify: boolean
}

function ReportForm({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const refusal = useRefusal('statuspages.write')
  const { incident: incidentId } = route.useSearch()
  const { data: incident } = useQuery({ ...incidentQuery(slug, incidentId ?? ''), enabled: incidentId !== undefined })
  const { data: components } = useQuery(componentsQuery(slug, page.id))
  const form = useForm<Values>({
    initial: {
      title: '',
      impact: '',
      status: 'investigating',
      body: '',
      affected: {},
      notify: true,
    },
    rules: { title: ({ title }) => rules.filled('A title')(title), body: ({ body }) => rules.filled('A text')(body) },
    draft: `report.${page.id}`,
    submit: async ({ title, impact, status, body, affected, notify }) => {
      const report = await client.createReport({
        params: { pageId: page.id },
        body: {
          title,
          ...(impact && { impact }),
          status,
          body,
          components: affectedList(affected),
          notifySubscribers: notify,
          ...(incidentId && { incidentId }),
        },
      })
      void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      if (incidentId) void queryClient.invalidateQueries({ queryKey: [slug, 'incident', incidentId] })
      await navigate({
        to: '/$workspace/pages/$pageId/reports/$reportId',
        params: { workspace: slug, pageId: page.id, reportId: report.id },
        replace: true,
      })
    },
  })
  return (
    <FormFrame form={form} action="Publish report" refusal={refusal} onCancel={() => window.history.back()}>
      {incident && (
        <p className="rounded-md border border-line bg-sunken px-3 py-2 text-muted">
          About incident{' '}
          <Link
            to="/$workspace/incidents/$incidentId"
            params={{ workspace: slug, incidentId: incident.id }}
            className="font-medium text-text hover:text-accent"
          >
            #{incident.number} <bdi>{incident.title}</bdi>
          </Link>
          . The public does not see its title: say it in their words.
        </p>
      )}
      <TextField form={form} name="title" label="Title" placeholder="Payments fail for some customers" autoFocus />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField form={form} name="status" label="Where we are" options={reportStatuses} />
        <SelectField form={form} name="impact" label="Impact" options={impacts} />
      </div>
      <TextArea
        form={form}
        name="body"
        label="What we know"
        placeholder="Since 10:42 some payments fail with a time-out. Nobody is charged twice. We are looking into it."
        rows={5}
      />
      <AffectedComponents
        components={components?.items ?? []}
        value={form.values.affected}
        onChange={(affected) => form.set('affected', affected)}
      />
      <Checkbox
        checked={form.values.notify}
        onChange={() => form.set('notify', !form.values.notify)}
        label="Tell the subscribers by e-mail"
        hint={
          page.subscriberCount === 0
            ? 'Nobody has subscribed yet.'
            : `${counted(page.subscriberCount, 'subscriber')} will get a mail. It cannot be called back.`
        }
      />
    </FormFrame>
  )
}
