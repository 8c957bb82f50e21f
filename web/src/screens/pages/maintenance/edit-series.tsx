import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Screen } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { bodyOf, MemberFields, MoveFields, WhenFields, type MaintenanceValues } from './fields.tsx'
import { RecurrenceFields } from './form-parts.tsx'
import { Preview } from './preview.tsx'
import { maintenancesQuery, seriesQuery, type MaintenanceSeries } from './queries.ts'
import { ruleOf, type RecurrenceValues } from './recurrence.ts'
import { localIn } from './times.ts'

const route = getRouteApi('/$workspace/pages/$pageId/maintenance-series/$seriesId')

/** A series from now on: what has begun or is over stays. */
export function EditSeries() {
  const { slug } = useWorkspace()
  const { pageId, seriesId } = route.useParams()
  const query = useQuery(seriesQuery(slug, seriesId))
  const windows = useQuery(maintenancesQuery(slug, pageId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(series) => (
        <Loaded whole query={windows} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
          {({ items }) => {
            const next = items.find((each) => each.series?.id === series.id && each.status === 'scheduled')
            const start = next ? localIn(new Date(next.scheduledFor), series.timeZone) : series.startsLocal
            return (
              <Screen
                title={`Change “${series.title}”`}
                lead="The series from now on. What has begun or is over stays as it was."
                narrow
              >
                <SeriesForm series={series} start={start} />
              </Screen>
            )
          }}
        </Loaded>
      )}
    </Loaded>
  )
}

type Values = RecurrenceValues & MaintenanceValues & { body: string; reason: string }

/** `start`: of its next window, which is what a change of the times begins with. */
function SeriesForm({ series, start }: { series: MaintenanceSeries; start: string }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const permission = useRefusal('statuspages.write')
  const { id, pageId, timeZone } = series
  const back = () =>
    navigate({
      to: '/$workspace/pages/$pageId',
      params: { workspace: slug, pageId },
      search: { tab: 'maintenance' },
    })
  const form = useForm<Values>({
    initial: {
      ...{ title: series.title, body: series.body, reason: '', notify: true },
      ...{ scheduledFor: start, durationMinutes: String(series.durationMinutes) },
      ...{ repeats: 'custom', custom: series.recurrence, every: '1', days: [], ends: 'never', count: '10', until: '' },
      ...{ componentIds: series.componentIds, monitorIds: series.monitors.map((monitor) => monitor.id) },
      verifyMinutes: String(series.verifyMinutes),
      remindMinutes: series.remindMinutes === null ? '' : String(series.remindMinutes),
      ...{ tellsStart: series.tellsStart, tellsEnd: series.tellsEnd },
    },
    rules: {
      title: ({ title }) => rules.filled('A title')(title),
      body: ({ body }) => rules.filled('A text')(body),
      scheduledFor: ({ scheduledFor }) => rules.filled('A start')(scheduledFor),
      repeats: ({ repeats }) =>
        repeats === 'never' ? 'A series repeats. To stop it, end it; one window is planned by itself.' : undefined,
    },
    submit: async (values) => {
      const { durationMinutes, ...rest } = bodyOf(values)
      await client.updateMaintenanceSeries({
        params: { seriesId: id },
        body: {
          ...rest,
          // Left alone, a text is not published anew.
          ...(values.body !== series.body && { body: values.body }),
          ...(isMoved(values) && { durationMinutes, scheduledFor: values.scheduledFor, recurrence: ruleOf(values) }),
          ...(values.reason.trim() !== '' && { reason: values.reason }),
        },
      })
      await queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      await back()
    },
  })
  const isMoved = (values: Values): boolean =>
    values.scheduledFor !== start ||
    values.durationMinutes !== String(series.durationMinutes) ||
    ruleOf(values) !== series.recurrence
  const refusal = permission ?? (series.endedAt ? 'It has ended: nothing of it can be changed.' : undefined)
  return (
    <FormFrame form={form} action="Save changes" refusal={refusal} onCancel={() => void back()}>
      <TextField form={form} name="title" label="Title" />
      <TextArea form={form} name="body" label="What is going to happen" rows={3} />
      <WhenFields form={form} hint={`The next window, in ${timeZone}`} />
      <RecurrenceFields form={form} />
      <Preview pageId={pageId} values={form.values} timeZone={timeZone} />
      {isMoved(form.values) && <MoveFields form={form} />}
      <MemberFields form={form} pageId={pageId} monitors={series.monitors} />
    </FormFrame>
  )
}
