import { useMutation } from '@tanstack/react-query'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { useState } from 'react'
import { ApiError, type CheckMonitor, type NewCheckMonitor, type TestedCheck } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { ErrorLine } from '../../../components/error-panel.tsx'
import { SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { duration } from '../../../format.ts'
import { rules, useForm, type Form } from '../../../form.ts'
import { useClient } from '../../../session.ts'
import {
  fieldsOf,
  initialValues,
  keyOf,
  specOf,
  typeWords,
  valuesOf,
  type CheckType,
  type Field,
  type SpecValues,
} from './spec.ts'
import { CheckPill } from './state.tsx'

export type CheckBody = Omit<NewCheckMonitor, 'projectId'>

type Values = SpecValues

const settingNames = ['intervalSeconds', 'timeoutMs', 'retrySeconds', 'failuresToOpen', 'successesToResolve'] as const

function initialOf(type: CheckType, monitor: CheckMonitor | undefined): Values {
  return {
    name: monitor?.name ?? '',
    type,
    ...(monitor ? valuesOf(monitor.spec) : initialValues(type)),
    intervalSeconds: String(monitor?.intervalSeconds ?? 60),
    timeoutMs: String(monitor?.timeoutMs ?? 10_000),
    retrySeconds: String(monitor?.retrySeconds ?? 20),
    failuresToOpen: String(monitor?.failuresToOpen ?? 3),
    successesToResolve: String(monitor?.successesToResolve ?? 2),
    slowToShow: String(monitor?.slowToShow ?? 3),
    groupName: monitor?.groupName ?? '',
    labels: monitor?.labels.join(', ') ?? '',
  }
}

function bodyOf(type: CheckType, values: Values): CheckBody {
  const number = (name: string): number => Number(values[name])
  return {
    name: (values['name'] ?? '').trim(),
    spec: specOf(type, values),
    ...Object.fromEntries(settingNames.map((name) => [name, number(name)])),
    slowToShow: number('slowToShow'),
    groupName: (values['groupName'] ?? '').trim() || null,
    labels: (values['labels'] ?? '').split(/[,\s]+/).filter(Boolean),
  }
}

const intervals = [
  ...[20, 30, 60, 120, 300, 600, 1800, 3600, 21_600, 86_400].map((seconds) => ({
    value: String(seconds),
    word: duration(seconds * 1000),
  })),
]

type Props = {
  type: CheckType
  monitor?: CheckMonitor
  action: string
  refusal: string | undefined
  onCancel?: () => void
  /** Stands above the fields of the type. */
  before?: React.ReactNode
  submit: (body: CheckBody) => Promise<void>
}

export function CheckForm({ type, monitor, action, refusal, onCancel, before, submit }: Props) {
  const needed = fieldsOf[type].filter((field) => field.needed)
  const form = useForm<Values>({
    initial: initialOf(type, monitor),
    rules: {
      name: ({ name }) => rules.filled('A name')(name),
      ...Object.fromEntries(
        needed.map(({ name, label }) => [keyOf(name), (values: Values) => rules.filled(label)(values[keyOf(name)])]),
      ),
    },
    submit: (values) => submit(bodyOf(type, values)),
  })
  const shown = fieldsOf[type].filter(({ when }) => !when || when.is.includes(form.values[keyOf(when.name)] ?? ''))
  const [first, more] = [shown.filter((field) => !field.more), shown.filter((field) => field.more)]
  const hasMistake = more.some(({ name }) => form.errors[keyOf(name)])
  return (
    <FormFrame form={form} action={action} onCancel={onCancel} refusal={refusal}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="name" label="Name" autoFocus={!monitor} placeholder="Checkout" />
        {before}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        {first.map((field) => (
          <SpecField key={field.name} form={form} field={field} />
        ))}
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField
          form={form}
          name="intervalSeconds"
          label="Check every"
          options={withOwn(intervals, form.values['intervalSeconds'])}
        />
        <TextField form={form} name="groupName" label="Group" placeholder="Shop" />
        <TextField form={form} name="labels" label="Labels" placeholder="team:shop, eu" hint="Commas between them." />
      </div>
      <details open={hasMistake || undefined} className="rounded-lg border border-line">
        <summary className="cursor-pointer rounded-lg px-3 py-2 font-medium text-muted hover:text-text">
          More: how it is checked, and when it counts as down
        </summary>
        <div className="flex flex-col gap-4 border-t border-line p-3">
          <div className="grid gap-4 sm:grid-cols-2">
            {more.map((field) => (
              <SpecField key={field.name} form={form} field={field} />
            ))}
          </div>
          <div className="grid gap-4 sm:grid-cols-3">
            <TextField
              form={form}
              name="failuresToOpen"
              label="Down after"
              inputMode="numeric"
              hint="Failures in a row."
            />
            <TextField
              form={form}
              name="successesToResolve"
              label="Up after"
              inputMode="numeric"
              hint="Successes in a row."
            />
            <TextField
              form={form}
              name="slowToShow"
              label="Degraded after"
              inputMode="numeric"
              hint="Slow answers in a row."
            />
            <TextField
              form={form}
              name="retrySeconds"
              label="Check again after"
              inputMode="numeric"
              hint="Seconds, after a first failure."
            />
            <TextField form={form} name="timeoutMs" label="Give up after" inputMode="numeric" hint="Milliseconds." />
          </div>
        </div>
      </details>
      <TestNow form={form} type={type} monitorId={monitor?.id} refusal={refusal} />
    </FormFrame>
  )
}

/** An interval that is none of those offered stays. */
function withOwn(options: readonly { value: string; word: string }[], value = ''): { value: string; word: string }[] {
  if (options.some((option) => option.value === value)) return [...options]
  return [{ value, word: duration(Number(value) * 1000) }, ...options]
}

function SpecField({ form, field }: { form: Form<Values>; field: Field }) {
  const { kind, label, hint, placeholder, options = [] } = field
  const common = { form, name: keyOf(field.name), label, hint }
  if (kind === 'choice') return <SelectField {...common} options={options} />
  if (kind === 'lines') return <TextArea {...common} rows={2} spellCheck={false} placeholder={placeholder} />
  return (
    <TextField
      {...common}
      placeholder={placeholder}
      spellCheck={false}
      {...(kind === 'number' && { inputMode: 'numeric' as const })}
      {...(kind === 'secret' && { type: 'password', autoComplete: 'new-password' })}
    />
  )
}

type TestProps = { form: Form<Values>; type: CheckType; monitorId: string | undefined; refusal: string | undefined }

/** One check as the form has it, before anything is saved. */
function TestNow({ form, type, monitorId, refusal }: TestProps) {
  const client = useClient()
  const [result, setResult] = useState<TestedCheck>()
  const test = useMutation({
    mutationFn: () =>
      client.testCheck({
        body: {
          spec: specOf(type, form.values),
          timeoutMs: Math.min(30_000, Math.max(500, Number(form.values['timeoutMs']) || 10_000)),
          ...(monitorId !== undefined && { monitorId }),
        },
      }),
    onMutate: () => setResult(undefined),
    onSuccess: setResult,
  })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button refusal={refusal} pending={test.isPending} onClick={() => test.mutate()}>
          {test.isPending ? 'Testing …' : 'Test now'}
        </Button>
        <div role="status" className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          {result && (
            <>
              <CheckPill condition={result.outcome} />
              <span className="min-w-0 break-words">{result.reason}</span>
              {result.latencyMs !== null && <span className="text-muted">{duration(result.latencyMs)}</span>}
            </>
          )}
        </div>
      </div>
      {result && Object.keys(result.facts).length > 0 && <FactLine facts={result.facts} />}
      {test.error && <TestProblem error={test.error} />}
    </div>
  )
}

function TestProblem({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.fields.length === 0) return <ErrorLine error={error} />
  return (
    <p role="alert" className="flex items-center gap-1.5 text-down">
      <CircleAlert className="size-3.5 shrink-0" aria-hidden />
      {error.fields.map(({ path, message }) => `${path.replace(/^spec\./, '')}: ${message}`).join('; ')}
    </p>
  )
}

export function FactLine({ facts }: { facts: Record<string, string | number> }) {
  return (
    <dl className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-faint">{wordsOf(name)}</dt>
          <dd className="break-all">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** `certificateDays` as `certificate days`. */
const wordsOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

export const typeOptions = Object.entries(typeWords).map(([value, word]) => ({ value: value as CheckType, word }))
