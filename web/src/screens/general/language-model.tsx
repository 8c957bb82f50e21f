import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { AnalysisSettings } from '../../api.ts'
import { Checkbox, SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { counted, fullNumber } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { analysisSettingsQuery } from './queries.ts'

/** Whether a language model comments on what the built-in analysis found, and what it may be sent. */
export function LanguageModel() {
  const { slug } = useWorkspace()
  const query = useQuery(analysisSettingsQuery(slug))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {(settings) => <Settings settings={settings} />}
    </Loaded>
  )
}

const providers = [
  { value: 'openaiCompatible', word: 'OpenAI-compatible (also Ollama, llama.cpp, vLLM)' },
  { value: 'anthropic', word: 'Anthropic' },
] as const
const modes = [
  { value: 'withoutValues', word: 'Evidence without values' },
  { value: 'all', word: 'All evidence, scrubbed' },
] as const

function Settings({ settings }: { settings: AnalysisSettings }) {
  const { usage, obstacle, hasKey, ...plain } = settings
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('workspace.write')
  const whole = (text: string) => (/^\d{1,12}$/.test(text) ? undefined : 'a whole number')
  const form = useForm({
    initial: {
      ...plain,
      minimumEvents: String(plain.minimumEvents),
      monthlyCalls: String(plain.monthlyCalls),
      monthlyTokens: String(plain.monthlyTokens),
      apiKey: '',
    },
    rules: {
      minimumEvents: ({ minimumEvents }) => whole(minimumEvents),
      monthlyCalls: ({ monthlyCalls }) => whole(monthlyCalls),
      monthlyTokens: ({ monthlyTokens }) => whole(monthlyTokens),
    },
    submit: async ({ apiKey, minimumEvents, monthlyCalls, monthlyTokens, ...rest }) => {
      const numbers = {
        minimumEvents: Number(minimumEvents),
        monthlyCalls: Number(monthlyCalls),
        monthlyTokens: Number(monthlyTokens),
      }
      const body = { ...rest, ...numbers, ...(apiKey !== '' && { apiKey }) }
      queryClient.setQueryData(analysisSettingsQuery(slug).queryKey, await client.updateAnalysisSettings({ body }))
      form.set('apiKey', '')
      toast({ words: 'Saved.' })
    },
  })
  return (
    <Card className="grid gap-4 p-4">
      <p className="text-muted">
        Every incident is analysed here, without asking anybody. A language model can comment on it: it gets the
        evidence of one incident, and what it says is kept only as far as that evidence bears it out.
      </p>
      {obstacle !== null && (
        <p role="status" className="rounded-md bg-degraded-soft px-3 py-2 text-degraded">
          No model is asked: {obstacle}.
        </p>
      )}
      <FormFrame form={form} action="Save" refusal={refusal}>
        <Checkbox
          label="Ask a language model"
          checked={form.values.enabled}
          onChange={(event) => form.set('enabled', event.target.checked)}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField form={form} name="provider" label="Provider" options={providers} />
          <TextField form={form} name="model" label="Model" spellCheck={false} />
          <TextField
            form={form}
            name="baseUrl"
            label="Address"
            spellCheck={false}
            hint="With its version, as in https://llm.example.com/v1"
          />
          <TextField
            form={form}
            name="apiKey"
            label="Key"
            type="password"
            autoComplete="new-password"
            hint={hasKey ? 'There is one. It is never shown, and goes when the address changes.' : 'None is set.'}
          />
          <SelectField form={form} name="evidence" label="What it is sent" options={modes} />
          <TextField form={form} name="minimumEvents" label="Not before so many events" inputMode="numeric" />
          <TextField
            form={form}
            name="monthlyCalls"
            label="Questions a month"
            inputMode="numeric"
            hint={`${counted(usage.calls, 'question')} this month`}
          />
          <TextField
            form={form}
            name="monthlyTokens"
            label="Tokens a month"
            inputMode="numeric"
            hint={`${fullNumber(usage.tokens)} this month`}
          />
        </div>
      </FormFrame>
    </Card>
  )
}
