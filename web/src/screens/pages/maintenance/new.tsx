import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { StatusPage } from '../../../api.ts'
import { Checkbox, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Screen } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { rules, useForm } from '../../../form.ts'
import { counted } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { pageQuery } from '../queries.ts'
import { bodyOf, MemberFields, WhenFields, type MaintenanceValues } from './fields.tsx'
import { RecurrenceFields } from './form-parts.tsx'
import { Preview } from './preview.tsx'
import { ruleOf, type RecurrenceValues } from './recurrence.ts'
import { localIn } from './times.ts'

const route = getRouteApi('/$workspace/pages/$pageId/maintenance/new')

export function NewMaintenance() {
  const { slug } = useWorkspace()
  const { pageId } = route.useParams()
  const query = useQuery(pageQuery(slug, pageId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-80" />}>
      {(page) => (
        <Screen title="Plan a maintenance" lead={`Everyone can read it on ${page.name}, at once.`} narrow>
          <MaintenanceForm page={page} />
        </Screen>
      )}
    </Loaded>
  )
}

type Values = RecurrenceValues & MaintenanceValues & { body: string }

function MaintenanceForm({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const refusal = useRefusal('statuspages.write')
  const form = useForm<Values>({
    initial: {
      ...{ title: '', body: '', scheduledFor: tomorrowAtTwo(page.timeZone), durationMinutes: '120' },
      ...{ repeats: 'never', every: '1', days: [], ends: 'never', count: '10', until: '', custom: '' },
      ...{ componentIds: [], monitorIds: [], verifyMinutes: '0', remindMinutes: '1440' },
      ...{ tellsStart: true, tellsEnd: true, notify: true },
    },
    rules: {
      title: ({ title }) => rules.filled('A title')(title),
      body: ({ body }) => rules.filled('A text')(body),
      scheduledFor: ({ scheduledFor }) => rules.filled('A start')(scheduledFor),
    },
    draft: `maintenance.${page.id}`,
    submit: async (values) => {
      const recurrence = ruleOf(values)
      const maintenance = await client.createMaintenance({
        params: { pageId: page.id },
        body: {
          ...bodyOf(values),
          ...{ body: values.body, scheduledFor: values.scheduledFor },
          ...(recurrence !== undefined && { recurrence }),
        },
      })
      void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      await navigate({
        to: '/$workspace/pages/$pageId/maintenance/$maintenanceId',
        params: { workspace: slug, pageId: page.id, maintenanceId: maintenance.id },
        replace: true,
      })
    },
  })
  const { values } = form
  return (
    <FormFrame form={form} action="Plan maintenance" refusal={refusal} onCancel={() => window.history.back()}>
      <TextField form={form} name="title" label="Title" placeholder="Database upgrade" autoFocus />
      <TextArea
        form={form}
        name="body"
        label="What is going to happen"
        placeholder="We move to a new version. Orders are accepted all the time; reports may be missing for some minutes."
        rows={3}
      />
      <WhenFields form={form} hint={`In the page’s time zone, ${page.timeZone}`} />
      <RecurrenceFields form={form} />
      <Preview pageId={page.id} values={values} />
      <MemberFields
        form={form}
        pageId={page.id}
        now={
          <Checkbox
            checked={values.notify}
            onChange={() => form.set('notify', !values.notify)}
            label="Now"
            hint={
              page.subscriberCount === 0
                ? 'Nobody has subscribed yet.'
                : `${counted(page.subscriberCount, 'subscriber')} at the most. It cannot be called back.`
            }
          />
        }
      />
    </FormFrame>
  )
}

/** A start that nobody minds, as a suggestion. */
function tomorrowAtTwo(timeZone: string): string {
  return `${localIn(new Date(Date.now() + 86_400_000), timeZone).slice(0, 10)}T02:00`
}
