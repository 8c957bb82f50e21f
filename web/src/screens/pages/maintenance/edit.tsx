import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Checkbox, SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Screen } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { ComponentChoice, lengthOptions, MonitorChoice, remindOptions, verifyOptions } from './form-parts.tsx'
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

type Values = {
  title: string
  scheduledFor: string
  durationMinutes: string
  reason: string
  componentIds: string[]
  monitorIds: string[]
  verifyMinutes: string
  remindMinutes: string
  tellsStart: boolean
  tellsEnd: boolean
  notify: boolean
}

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
      const { title, reason, componentIds, monitorIds, tellsStart, tellsEnd, notify } = values
      await client.updateMaintenance({
        params: { maintenanceId: id },
        body: {
          ...{ title, componentIds, monitorIds, tellsStart, tellsEnd, notifySubscribers: notify },
          // Left alone it stays to the second what it was, also where the clock shows a time twice.
          ...(values.scheduledFor !== start && { scheduledFor: values.scheduledFor }),
          durationMinutes: Number(values.durationMinutes),
          verifyMinutes: Number(values.verifyMinutes),
          remindMinutes: values.remindMinutes === '' ? null : Number(values.remindMinutes),
          ...(reason.trim() !== '' && { reason }),
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
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          form={form}
          name="scheduledFor"
          type="datetime-local"
          label="Begins"
          readOnly={status !== 'scheduled'}
          hint={status === 'scheduled' ? `In ${timeZone}` : 'It has begun: only its end can be moved.'}
        />
        <SelectField form={form} name="durationMinutes" label="Takes" options={lengthOptions(values.durationMinutes)} />
      </div>
      {isMoved && (
        <div className="flex flex-col gap-3 rounded-md border border-line bg-sunken px-3 py-3">
          <TextArea
            form={form}
            name="reason"
            label="What readers are told of the new times"
            placeholder="Our supplier needs another day."
            rows={2}
          />
          <Checkbox
            checked={values.notify}
            onChange={() => form.set('notify', !values.notify)}
            label="Tell the subscribers of the new times"
          />
        </div>
      )}
      <ComponentChoice pageId={pageId} value={values.componentIds} onChange={(ids) => form.set('componentIds', ids)} />
      <MonitorChoice value={values.monitorIds} onChange={(ids) => form.set('monitorIds', ids)} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField form={form} name="verifyMinutes" label="Time to verify" options={verifyOptions} />
        <SelectField form={form} name="remindMinutes" label="Reminder" options={remindOptions(values.remindMinutes)} />
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">Subscribers are told</legend>
        <Checkbox
          checked={values.tellsStart}
          onChange={() => form.set('tellsStart', !values.tellsStart)}
          label="When it begins"
        />
        <Checkbox
          checked={values.tellsEnd}
          onChange={() => form.set('tellsEnd', !values.tellsEnd)}
          label="When it is completed"
        />
      </fieldset>
    </FormFrame>
  )
}
