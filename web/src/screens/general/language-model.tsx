import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { AnalysisSettings } from '../../api.ts'
import { Checkbox, SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm, type Form } from '../../form.ts'
import { fullNumber } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { ModelBudget, ModelState } from './model-state.tsx'
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

type Values = Omit<
  AnalysisSettings,
  'usage' | 'obstacle' | 'hasKey' | 'minimumEvents' | 'monthlyCalls' | 'monthlyTokens'
> & {
  minimumEvents: string
  monthlyCalls: string
  monthlyTokens: string
  apiKey: string
  removesKey: boolean
}

const whole = (text: string): string | undefined =>
  readWhole(text) === undefined ? 'A whole number, for example 500.' : undefined

function readWhole(text: string): number | undefined {
  const digits = text.replaceAll(/[\s,.']/g, '')
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined
}

function useSettingsForm({ usage: _usage, obstacle: _obstacle, hasKey: _hasKey, ...plain }: AnalysisSettings) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm<Values>({
    initial: {
      ...plain,
      minimumEvents: fullNumber(plain.minimumEvents),
      monthlyCalls: fullNumber(plain.monthlyCalls),
      monthlyTokens: fullNumber(plain.monthlyTokens),
      apiKey: '',
      removesKey: false,
    },
    rules: {
      model: ({ enabled, model }) => (enabled ? rules.filled('The name of the model')(model) : undefined),
      baseUrl: ({ enabled, baseUrl }) => (enabled ? rules.filled('The address')(baseUrl) : undefined),
      minimumEvents: ({ minimumEvents }) => whole(minimumEvents),
      monthlyCalls: ({ monthlyCalls }) => whole(monthlyCalls),
      monthlyTokens: ({ monthlyTokens }) => whole(monthlyTokens),
    },
    submit: async ({ apiKey, removesKey, minimumEvents, monthlyCalls, monthlyTokens, ...rest }) => {
      const numbers = {
        minimumEvents: readWhole(minimumEvents) ?? 0,
        monthlyCalls: readWhole(monthlyCalls) ?? 0,
        monthlyTokens: readWhole(monthlyTokens) ?? 0,
      }
      const key = apiKey !== '' ? { apiKey } : removesKey ? { apiKey: null } : {}
      const body = { ...rest, ...numbers, ...key }
      queryClient.setQueryData(analysisSettingsQuery(slug).queryKey, await client.updateAnalysisSettings({ body }))
      form.set('apiKey', '')
      form.set('removesKey', false)
      toast({ words: rest.enabled ? 'Saved. The next analysis asks the model.' : 'Saved. No model is asked.' })
    },
  })
  return form
}

function Settings({ settings }: { settings: AnalysisSettings }) {
  const refusal = useRefusal('workspace.write')
  const form = useSettingsForm(settings)
  return (
    <Card className="flex flex-col gap-4 p-4">
      <p className="text-pretty text-muted">
        Every incident is analysed here, without asking anybody. A language model can comment on it: it gets the
        evidence of one incident, and what it says is kept only as far as that evidence bears it out.
      </p>
      <ModelState settings={settings} />
      <ModelBudget settings={settings} />
      <FormFrame form={form} action="Save" refusal={refusal}>
        <Checkbox
          label="Ask a language model"
          hint="Once for each incident when it is new or has materially changed, never twice for the same evidence."
          checked={form.values.enabled}
          disabled={refusal !== undefined}
          onChange={(event) => form.set('enabled', event.target.checked)}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField form={form} name="provider" label="Provider" options={providers} />
          <TextField form={form} name="model" label="Model" spellCheck={false} hint="As the provider spells it." />
          <TextField
            form={form}
            name="baseUrl"
            label="Address"
            spellCheck={false}
            autoCapitalize="off"
            placeholder="https://llm.example.com/v1"
            hint="With its version, as in https://llm.example.com/v1"
          />
          <KeyField form={form} settings={settings} />
          <SelectField
            form={form}
            name="evidence"
            label="What it is sent"
            options={modes}
            hint={
              form.values.evidence === 'withoutValues'
                ? 'Names, numbers and times. What stands in quotes, such as values of attributes, stays here.'
                : 'Also values, after scrubbing and with what looks like a secret taken out.'
            }
          />
          <TextField
            form={form}
            name="minimumEvents"
            label="Not before so many events"
            inputMode="numeric"
            hint="So that nothing is spent on what happened once."
          />
          <TextField form={form} name="monthlyCalls" label="Questions a month" inputMode="numeric" />
          <TextField
            form={form}
            name="monthlyTokens"
            label="Tokens a month"
            inputMode="numeric"
            hint="What is sent and what comes back, together."
          />
        </div>
      </FormFrame>
    </Card>
  )
}

function KeyField({ form, settings: { hasKey, baseUrl } }: { form: Form<Values>; settings: AnalysisSettings }) {
  const { apiKey, removesKey } = form.values
  const moves = hasKey && form.values.baseUrl.trim() !== baseUrl
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <TextField
        form={form}
        name="apiKey"
        label="Key"
        type="password"
        autoComplete="new-password"
        placeholder={hasKey && !moves ? '••••••••••••' : ''}
        hint={
          moves
            ? 'The key that is set was given for the old address and goes with it: enter the one for the new address.'
            : hasKey
              ? 'One is set. It is never shown; a new one takes its place.'
              : 'None is set, which is right for a server of your own that asks for none.'
        }
      />
      {hasKey && !moves && (
        <Checkbox
          label="Take the key away"
          checked={removesKey && apiKey === ''}
          disabled={apiKey !== ''}
          onChange={(event) => form.set('removesKey', event.target.checked)}
        />
      )}
    </div>
  )
}
