import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { StatusPage } from '../../../api.ts'
import { Checkbox, SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Screen } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { rules, useForm } from '../../../form.ts'
import { counted } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { pageQuery } from '../queries.ts'
import { ComponentChoice, lengthOptions } from './form-parts.tsx'
import { localIn } from './times.ts'

const route = getRouteApi('/$workspace/pages/$pageId/maintenance/record')

/** Work that is over and was not planned here: it is shown in the history, and nobody is told unless that is wished. */
export function RecordMaintenance() {
  const { slug } = useWorkspace()
  const { pageId } = route.useParams()
  const query = useQuery(pageQuery(slug, pageId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(page) => (
        <Screen
          title="Record a maintenance afterwards"
          lead={`Work that is over. It is shown in the history of ${page.name}.`}
          narrow
        >
          <RecordForm page={page} />
        </Screen>
      )}
    </Loaded>
  )
}

function RecordForm({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const refusal = useRefusal('statuspages.write')
  const form = useForm({
    initial: {
      ...{ title: '', body: '', scheduledFor: yesterdayAtTwo(page.timeZone), durationMinutes: '60' },
      componentIds: new Array<string>(),
      ...{ setsComponents: true, notify: false },
    },
    rules: {
      title: ({ title }) => rules.filled('A title')(title),
      body: ({ body }) => rules.filled('A text')(body),
      scheduledFor: ({ scheduledFor }) => rules.filled('A start')(scheduledFor),
    },
    draft: `maintenance.record.${page.id}`,
    submit: async ({ notify, durationMinutes, ...values }) => {
      const recorded = await client.recordMaintenance({
        params: { pageId: page.id },
        body: { ...values, durationMinutes: Number(durationMinutes), notifySubscribers: notify },
      })
      void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      await navigate({
        to: '/$workspace/pages/$pageId/maintenance/$maintenanceId',
        params: { workspace: slug, pageId: page.id, maintenanceId: recorded.id },
        replace: true,
      })
    },
  })
  const { values } = form
  return (
    <FormFrame form={form} action="Record it" refusal={refusal} onCancel={() => window.history.back()}>
      <TextField form={form} name="title" label="Title" placeholder="Replaced disks" autoFocus />
      <TextArea form={form} name="body" label="What was done" rows={3} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          form={form}
          name="scheduledFor"
          type="datetime-local"
          label="Began"
          hint={`In the page’s time zone, ${page.timeZone}`}
        />
        <SelectField form={form} name="durationMinutes" label="Took" options={lengthOptions(values.durationMinutes)} />
      </div>
      <ComponentChoice
        pageId={page.id}
        hint="Those that the work was about."
        value={values.componentIds}
        onChange={(ids) => form.set('componentIds', ids)}
      />
      <Checkbox
        checked={values.setsComponents}
        onChange={() => form.set('setsComponents', !values.setsComponents)}
        label="Say in their history that they were under maintenance"
        hint="It replaces what was recorded for that time, and uptime is computed anew."
      />
      <Checkbox
        checked={values.notify}
        onChange={() => form.set('notify', !values.notify)}
        label="Tell the subscribers"
        hint={
          page.subscriberCount === 0
            ? 'Nobody has subscribed yet.'
            : `${counted(page.subscriberCount, 'subscriber')} at the most. It cannot be called back.`
        }
      />
    </FormFrame>
  )
}

function yesterdayAtTwo(timeZone: string): string {
  return `${localIn(new Date(Date.now() - 86_400_000), timeZone).slice(0, 10)}T02:00`
}
