import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { SubscriberSettings as Settings } from '../../../api.ts'
import { Checkbox, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { fullNumber } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { subscriberSettingsQuery } from './queries.ts'

export function SubscriberSettings({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(subscriberSettingsQuery(slug, pageId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
      {(settings) => <SettingsForm key={settings.subscriberLimit} pageId={pageId} settings={settings} />}
    </Loaded>
  )
}

const maxLimit = 500_000

function SettingsForm({ pageId, settings }: { pageId: string; settings: Settings }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const form = useForm({
    initial: { subscriberLimit: String(settings.subscriberLimit), webhooks: settings.webhooks, slack: settings.slack },
    rules: {
      subscriberLimit: ({ subscriberLimit }) =>
        /^\d{1,6}$/.test(subscriberLimit) && Number(subscriberLimit) <= maxLimit
          ? undefined
          : `A whole number up to ${fullNumber(maxLimit)}.`,
    },
    submit: async ({ subscriberLimit, webhooks, slack }) => {
      const body = { subscriberLimit: Number(subscriberLimit), webhooks, slack }
      await client.updateSubscriberSettings({ params: { pageId }, body })
      await queryClient.invalidateQueries({ queryKey: subscriberSettingsQuery(slug, pageId).queryKey })
      toast({ words: 'Saved.' })
    },
  })
  return (
    <Card className="p-4">
      <FormFrame form={form} action="Save" refusal={refusal}>
        <TextField
          form={form}
          name="subscriberLimit"
          label="Subscribers at most"
          inputMode="numeric"
          className="max-w-sm [&_input]:max-w-40"
          hint={`${fullNumber(settings.subscriberCount)} now, confirmed or not. With 0 nobody can subscribe.`}
        />
        <Checkbox
          checked={form.values.webhooks}
          onChange={({ target }) => form.set('webhooks', target.checked)}
          label="By webhook"
          hint="Programs get each update as Statuspage sends it, signed. Only addresses on the internet can be called."
        />
        <Checkbox
          checked={form.values.slack}
          onChange={({ target }) => form.set('slack', target.checked)}
          label="In a Slack channel"
          hint="By the address of an incoming webhook of Slack."
        />
      </FormFrame>
    </Card>
  )
}
