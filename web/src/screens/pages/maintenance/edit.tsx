import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Screen } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { bodyOf, MemberFields, MoveFields, WhenFields, type MaintenanceValues } from './fields.tsx'
import { maintenanceQuery, type Maintenance } from './queries.ts'
import { localIn, minutesBetween } from './times.ts'

const route = getRouteApi('/$workspace/pages/$pageId/maintenance/$maintenanceId/edit')

export function EditMaintenance() {
  const { slug } = useWorkspace()
  const { maintenanceId } = route.useParams()
  const query = useQuery(maintenanceQuery(slug, maintenanceId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(maintenance) => (
        <Screen
          title={`Change “${maintenance.title}”`}
          lead={maintenance.series ? 'Only this window: the others of its series stay as they are.' : undefined}
          narrow
        >
          <EditForm maintenance={maintenance} />
        </Screen>
      )}
    </Loaded>
  )
}

type Values = MaintenanceValues & { reason: string }

function EditForm({ maintenance }: { maintenance: Maintenance }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const permission = useRefusal('statuspages.write')
  const { id, pageId, timeZone, status } = maintenance
  const isOver = status === 'completed' || status === 'cancelled'
  const start = localIn(new Date(maintenance.scheduledFor), timeZone)
  const length = String(minutesBetween(maintenance.scheduledFor, maintenance.scheduledUntil))
  const form = useForm<Values>({
    initial: {
      ...{ title: maintenance.title, scheduledFor: start, durationMinutes: length, reason: '' },
      componentIds: maintenance.components.map((component) => component.id),
      monitorIds: maintenance.monitorIds,
      verifyMinutes: String(maintenance.verifyMinutes),
      remindMinutes: maintenance.remindMinutes === null ? '' : String(maintenance.remindMinutes),
      ...{ tellsStart: maintenance.tellsStart, tellsEnd: maintenance.tellsEnd, notify: true },
    },
    rules: {
      title: ({ title }) => rules.filled('A title')(title),
      scheduledFor: ({ scheduledFor }) => rules.filled('A start')(scheduledFor),
    },
    submit: async (values) => {
      await client.updateMaintenance({
        params: { maintenanceId: id },
        body: {
          ...bodyOf(values),
          // Left alone it stays to the second what it was, also where the clock shows a time twice.
          ...(values.scheduledFor !== start && { scheduledFor: values.scheduledFor }),
          ...(values.reason.trim() !== '' && { reason: values.reason }),
        },
      })
      await queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      await back()
    },
  })
  const back = () =>
    navigate({
      to: '/$workspace/pages/$pageId/maintenance/$maintenanceId',
      params: { workspace: slug, pageId, maintenanceId: id },
    })
  const { values } = form
  const isMoved = values.scheduledFor !== start || values.durationMinutes !== length
  const refusal = permission ?? (isOver ? 'It is over: nothing of it can be changed.' : undefined)
  return (
    <FormFrame form={form} action="Save changes" refusal={refusal} onCancel={() => void back()}>
      <TextField form={form} name="title" label="Title" />
      <WhenFields form={form} hint={`In ${timeZone}`} hasBegun={status !== 'scheduled'} />
      {isMoved && <MoveFields form={form} />}
      <MemberFields form={form} pageId={pageId} monitors={maintenance.monitors} />
    </FormFrame>
  )
}
