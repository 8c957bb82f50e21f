import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Repeat from 'lucide-react/icons/repeat'
import { useState } from 'react'
import { Button, buttonClass } from '../../../components/button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { Fact, Facts } from '../../../components/facts.tsx'
import { Checkbox, SelectField, TextArea } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen, Section } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { MaintenancePill, MaintenanceState } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { rules, useForm } from '../../../form.ts'
import { absolute, capital } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { pageQuery } from '../queries.ts'
import { Tile } from './list.tsx'
import { maintenanceQuery, type Maintenance } from './queries.ts'
import { dayWords, lengthWords, minutesBetween, rangeWords } from './times.ts'

const route = getRouteApi('/$workspace/pages/$pageId/maintenance/$maintenanceId')

export function MaintenanceScreen() {
  const { slug } = useWorkspace()
  const { maintenanceId } = route.useParams()
  const query = useQuery(maintenanceQuery(slug, maintenanceId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(maintenance) => <MaintenanceView maintenance={maintenance} />}
    </Loaded>
  )
}

function MaintenanceView({ maintenance }: { maintenance: Maintenance }) {
  const { slug } = useWorkspace()
  const { pageId, title, status } = maintenance
  const { data: page } = useQuery(pageQuery(slug, pageId))
  const isOver = status === 'completed' || status === 'cancelled'
  return (
    <Screen
      narrow
      title={title}
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <MaintenancePill state={status} />
          <Next maintenance={maintenance} />
          <Link
            to="/$workspace/pages/$pageId"
            params={{ workspace: slug, pageId }}
            search={{ tab: 'maintenance' }}
            className="text-link"
          >
            {page?.name ?? 'Status page'}
          </Link>
        </span>
      }
      actions={!isOver && <Actions maintenance={maintenance} />}
    >
      <When maintenance={maintenance} />
      {!isOver && <NewUpdate maintenance={maintenance} />}
      <Section title="Updates">
        <Updates maintenance={maintenance} />
      </Section>
    </Screen>
  )
}

/** What happens next, or happened last. */
function Next({ maintenance }: { maintenance: Maintenance }) {
  const { status, scheduledFor, scheduledUntil, completedAt, cancelledAt } = maintenance
  if (status === 'scheduled') {
    return (
      <span>
        begins <Time at={scheduledFor} />
      </span>
    )
  }
  const at = status === 'completed' ? completedAt : status === 'cancelled' ? cancelledAt : scheduledUntil
  const word = status === 'completed' ? 'ended' : status === 'cancelled' ? 'called off' : 'ends'
  return (
    <span>
      {word} <Time at={at ?? scheduledUntil} />
    </span>
  )
}

function When({ maintenance }: { maintenance: Maintenance }) {
  const { scheduledFor, scheduledUntil, timeZone, components, monitors, series } = maintenance
  const from = new Date(scheduledFor)
  const { remindMinutes, verifyMinutes, status } = maintenance
  return (
    <Card className="mb-8 p-4">
      <div className="mb-4 flex items-center gap-4">
        <Tile at={from} timeZone={timeZone} />
        <div className="min-w-0">
          <p className="text-base font-medium" title={absolute(from)}>
            {dayWords(from, timeZone)}, {rangeWords(from, new Date(scheduledUntil), timeZone)}
          </p>
          <p className="text-muted">
            {capital(lengthWords(minutesBetween(scheduledFor, scheduledUntil)))}, times in {timeZone}
          </p>
          {series && (
            <p className="mt-0.5 flex items-center gap-1.5 text-muted">
              <Repeat className="size-3.5" aria-hidden />
              {capital(series.words)}
              {series.endedAt && ' (the series has ended)'}
            </p>
          )}
        </div>
      </div>
      <Facts>
        <Fact name="Components">{components.map(({ name }) => name).join(', ') || 'None'}</Fact>
        {monitors.length > 0 && <Fact name="Quiet">{monitors.map(({ name }) => name).join(', ')}</Fact>}
        {status === 'scheduled' && (
          <Fact name="Reminder">{remindMinutes === null ? 'None' : `${lengthWords(remindMinutes)} before`}</Fact>
        )}
        {verifyMinutes > 0 && <Fact name="Verifying">The last {lengthWords(verifyMinutes)}</Fact>}
      </Facts>
    </Card>
  )
}

function Actions({ maintenance }: { maintenance: Maintenance }) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  const [asking, setAsking] = useState(false)
  const { id, pageId, status } = maintenance
  if (refusal) return null
  return (
    <>
      <Link
        to="/$workspace/pages/$pageId/maintenance/$maintenanceId/edit"
        params={{ workspace: slug, pageId, maintenanceId: id }}
        className={buttonClass()}
      >
        {status === 'scheduled' ? 'Change or move' : 'Change'}
      </Link>
      {status === 'scheduled' && <Button onClick={() => setAsking(true)}>Cancel it</Button>}
      <Dialog open={asking} onClose={() => setAsking(false)} title="Cancel this maintenance">
        <CancelForm maintenance={maintenance} onDone={() => setAsking(false)} />
      </Dialog>
    </>
  )
}

function CancelForm({ maintenance, onDone }: { maintenance: Maintenance; onDone: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { id, series } = maintenance
  const form = useForm({
    initial: { reason: '', notify: true },
    submit: async ({ reason, notify }) => {
      await client.cancelMaintenance({
        params: { maintenanceId: id },
        body: { notifySubscribers: notify, ...(reason.trim() !== '' && { reason }) },
      })
      await queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      onDone()
    },
  })
  return (
    <div className="px-5 pb-5">
      <p className="mb-4 text-muted">
        It disappears from the status page and will not take place. {series && 'The other windows of its series stay. '}
        This cannot be undone.
      </p>
      <FormFrame form={form} action="Cancel maintenance" look="danger" onCancel={onDone}>
        <TextArea form={form} name="reason" label="Why (subscribers read it)" rows={2} />
        <Checkbox
          checked={form.values.notify}
          onChange={() => form.set('notify', !form.values.notify)}
          label="Tell the subscribers"
        />
      </FormFrame>
    </div>
  )
}

function NewUpdate({ maintenance }: { maintenance: Maintenance }) {
  const refusal = useRefusal('statuspages.write')
  if (refusal) return null
  return (
    <Card className="mb-8 p-4">
      <UpdateForm key={maintenance.updates.length} maintenance={maintenance} />
    </Card>
  )
}

type Status = 'in_progress' | 'verifying' | 'completed'
const stay = { value: '', word: 'As it is' }

/** Where it may go from here; the clock does the same by itself. */
const nextOf: Partial<Record<Maintenance['status'], { value: Status; word: string }[]>> = {
  scheduled: [{ value: 'in_progress', word: 'Begin now' }],
  in_progress: [
    { value: 'verifying', word: 'Verify' },
    { value: 'completed', word: 'Complete now' },
  ],
  verifying: [
    { value: 'completed', word: 'Complete now' },
    { value: 'in_progress', word: 'Back to work' },
  ],
}

function UpdateForm({ maintenance }: { maintenance: Maintenance }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { id, status: current } = maintenance
  const options = nextOf[current] ?? []
  const form = useForm({
    initial: { status: '', body: '', notify: true },
    rules: { body: ({ body }) => rules.filled('A text')(body) },
    draft: `maintenanceUpdate.${id}`,
    submit: async ({ status, body, notify }) => {
      const next = options.find(({ value }) => value === status)?.value
      await client.publishMaintenanceUpdate({
        params: { maintenanceId: id },
        body: { body, notifySubscribers: notify, ...(next && { status: next }) },
      })
      await queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
    },
  })
  return (
    <FormFrame form={form} action="Publish update">
      <div className="grid gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <SelectField form={form} name="status" label="What happens" options={[stay, ...options]} />
        <TextArea
          form={form}
          name="body"
          label="Update"
          placeholder="What is new, in the words of your customers"
          rows={3}
        />
      </div>
      <Checkbox
        checked={form.values.notify}
        onChange={() => form.set('notify', !form.values.notify)}
        label="Tell the subscribers"
      />
    </FormFrame>
  )
}

const kindWords: Record<Maintenance['updates'][number]['kind'], string> = {
  created: 'Planned',
  reminder: 'Reminder',
  started: 'Begun',
  verifying: 'Verifying',
  note: 'Update',
  moved: 'Moved',
  cancelled: 'Cancelled',
  completed: 'Completed',
}

function Updates({ maintenance }: { maintenance: Maintenance }) {
  const { slug } = useWorkspace()
  return (
    <ol className="flex flex-col gap-3">
      {maintenance.updates.map(({ id, kind, status, body, createdAt, notified }) => (
        <li key={id}>
          <Card className="p-4">
            <div className="mb-1.5 flex flex-wrap items-center justify-between gap-3">
              <span className="flex items-center gap-2 font-medium">
                <MaintenanceState state={status} />
                <span className="text-xs font-normal text-muted">{kindWords[kind]}</span>
              </span>
              <Time at={createdAt} className="text-xs text-muted" />
            </div>
            <p className="text-base break-words whitespace-pre-wrap">{body}</p>
            <p className="mt-2 text-xs text-muted">
              {notified ? 'Subscribers were told. ' : 'Subscribers were not told.'}
              {notified && (
                <Link
                  to="/$workspace/pages/$pageId/updates/$updateId/deliveries"
                  params={{ workspace: slug, pageId: maintenance.pageId, updateId: id }}
                  className="text-link"
                >
                  Who was told
                </Link>
              )}
            </p>
          </Card>
        </li>
      ))}
    </ol>
  )
}
