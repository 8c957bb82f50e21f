import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Report, StatusPage } from '../../../api.ts'
import { Checkbox, SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Screen } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { reportStatuses } from '../../../components/states.tsx'
import { toast } from '../../../components/toast.tsx'
import { rules, useForm } from '../../../form.ts'
import { absolute, counted } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { incidentQuery } from '../../incidents/queries.ts'
import { componentsQuery, pageQuery } from '../queries.ts'
import { affectedList, AffectedComponents, type Affected } from './affected.tsx'
import { DraftFromIncident } from './draft-from-incident.tsx'
import { TemplatePicker, unfilled } from './template-picker.tsx'
import { fromField, nextHour, toField } from './times.ts'
import { TimeField, timeRule, WhenChoice } from './when.tsx'

const route = getRouteApi('/$workspace/pages/$pageId/reports/new')

export function NewReport() {
  const { slug } = useWorkspace()
  const { pageId } = route.useParams()
  const query = useQuery(pageQuery(slug, pageId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(page) => (
        <Screen title="Publish a report" lead={`For everyone who reads ${page.name}.`} narrow>
          <ReportForm page={page} />
        </Screen>
      )}
    </Loaded>
  )
}

export const impacts = [
  { value: '', word: 'As the components say' },
  { value: 'none', word: 'None' },
  { value: 'minor', word: 'Minor' },
  { value: 'major', word: 'Major' },
  { value: 'critical', word: 'Critical' },
]

const whens = [
  { value: 'now', word: 'Now', hint: 'Everyone can read it at once' },
  { value: 'later', word: 'At a time to come', hint: 'It publishes itself' },
  { value: 'over', word: 'It is over already', hint: 'For the history; tells nobody' },
] as const

type Values = {
  title: string
  impact: Report['impact'] | ''
  status: Report['status']
  body: string
  affected: Affected
  notify: boolean
  when: (typeof whens)[number]['value']
  startedAt: string
  publishAt: string
  endedAt: string
  endBody: string
}

const actions: Record<Values['when'], string> = {
  now: 'Publish report',
  later: 'Schedule report',
  over: 'Publish past report',
}

function useReportForm(page: StatusPage, incidentId: string | undefined) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const publish = async (values: Values): Promise<void> => {
    const { title, impact, status, body, affected, notify, when, startedAt, publishAt, endedAt, endBody } = values
    const params = { pageId: page.id }
    const said = { title, ...(impact && { impact }), status, body, components: affectedList(affected) }
    if (when === 'later') {
      const at = fromField(publishAt) ?? ''
      await client.schedulePost({ params, body: { ...said, notifySubscribers: notify, publishAt: at } })
      toast({ words: `It will be published on ${absolute(new Date(at))}.`, tone: 'good' })
      void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      await navigate({
        to: '/$workspace/pages/$pageId',
        params: { workspace: slug, pageId: page.id },
        search: { tab: 'reports' },
        replace: true,
      })
      return
    }
    const began = fromField(startedAt)
    const report = await client.createReport({
      params,
      body: {
        ...{ ...said, ...(when === 'over' && { status: 'investigating' as const }) },
        ...(began && { startedAt: began }),
        ...(incidentId && { incidentId }),
        ...(when === 'over'
          ? { resolution: { body: endBody, at: fromField(endedAt) ?? '' } }
          : { notifySubscribers: notify }),
      },
    })
    void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
    if (incidentId) void queryClient.invalidateQueries({ queryKey: [slug, 'incident', incidentId] })
    await navigate({
      to: '/$workspace/pages/$pageId/reports/$reportId',
      params: { workspace: slug, pageId: page.id, reportId: report.id },
      replace: true,
    })
  }
  return useForm<Values>({
    initial: {
      ...{ title: '', impact: '', status: 'investigating', body: '', affected: {}, notify: true, when: 'now' },
      ...{ startedAt: '', publishAt: toField(nextHour()), endedAt: '', endBody: '' },
    },
    rules: {
      title: ({ title }) => rules.filled('A title')(title) ?? unfilled(title),
      body: ({ body }) => rules.filled('A text')(body) ?? unfilled(body),
      startedAt: ({ when, startedAt }) =>
        when === 'over' || (when === 'now' && startedAt !== '')
          ? timeRule('When it began', 'past')(startedAt)
          : undefined,
      publishAt: ({ when, publishAt }) => (when === 'later' ? timeRule('A time', 'future')(publishAt) : undefined),
      endedAt: ({ when, endedAt, startedAt }) => {
        if (when !== 'over') return undefined
        return (
          timeRule('When it ended', 'past')(endedAt) ?? (endedAt < startedAt ? 'This is before it began.' : undefined)
        )
      },
      endBody: ({ when, endBody }) => (when === 'over' ? rules.filled('How it ended')(endBody) : undefined),
    },
    draft: `report.${page.id}`,
    submit: publish,
  })
}

function ReportForm({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  const { incident: incidentId } = route.useSearch()
  const { data: incident } = useQuery({ ...incidentQuery(slug, incidentId ?? ''), enabled: incidentId !== undefined })
  const { data: components } = useQuery(componentsQuery(slug, page.id))
  const form = useReportForm(page, incidentId)
  const { when, affected } = form.values
  return (
    <FormFrame form={form} action={actions[when]} refusal={refusal} onCancel={() => window.history.back()}>
      {incident && (
        <div className="flex flex-wrap items-center gap-3 rounded-md border border-line bg-sunken px-3 py-2 text-muted">
          <p className="min-w-0 flex-1 basis-60">
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
          <DraftFromIncident pageId={page.id} incidentId={incident.id} />
        </div>
      )}
      <WhenChoice value={when} choices={whens} onChange={(next) => form.set('when', next)} />
      <TemplatePicker
        pageId={page.id}
        affected={affected}
        onFilled={({ title, body, status, impact, affected: states }) => {
          form.set('title', title)
          form.set('body', body)
          form.set('status', status)
          form.set('impact', impact ?? '')
          form.set('affected', states)
        }}
      />
      <TextField form={form} name="title" label="Title" placeholder="Payments fail for some customers" autoFocus />
      <div className="grid gap-4 sm:grid-cols-2">
        {when !== 'over' && <SelectField form={form} name="status" label="Where we are" options={firstStatuses} />}
        <SelectField form={form} name="impact" label="Impact" options={impacts} />
        {when === 'now' && <TimeField form={form} name="startedAt" label="Began" hint="Leave it empty for now" />}
        {when === 'later' && <TimeField form={form} name="publishAt" label="Publish on" />}
        {when === 'over' && (
          <>
            <TimeField form={form} name="startedAt" label="Began" />
            <TimeField form={form} name="endedAt" label="Ended" />
          </>
        )}
      </div>
      <TextArea
        form={form}
        name="body"
        label={when === 'over' ? 'What happened' : 'What we know'}
        placeholder="Since 10:42 some payments fail with a time-out. Nobody is charged twice. We are looking into it."
        rows={5}
      />
      {when === 'over' && (
        <TextArea form={form} name="endBody" label="How it ended" placeholder="A release was taken back." rows={3} />
      )}
      <AffectedComponents
        components={components?.items ?? []}
        value={affected}
        onChange={(next) => form.set('affected', next)}
        {...(when === 'over' && { unchanged: 'Was not affected', anyState: true })}
      />
      {when !== 'over' && (
        <Checkbox
          checked={form.values.notify}
          onChange={() => form.set('notify', !form.values.notify)}
          label="Tell the subscribers"
          hint={
            page.subscriberCount === 0
              ? 'Nobody has subscribed yet.'
              : `${counted(page.subscriberCount, 'subscriber')} will be told. It cannot be called back.`
          }
        />
      )}
    </FormFrame>
  )
}

/** A report does not begin with its postmortem. */
const firstStatuses = reportStatuses.filter(({ value }) => value !== 'postmortem')
