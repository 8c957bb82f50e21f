import type { CheckMonitor } from '../../../api.ts'
import { SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { duration } from '../../../format.ts'
import { rules, useForm, type Form } from '../../../form.ts'
import { bodyOf, initialOf, intervals, numberNames, type CheckBody } from './form-values.ts'
import { PlacesFieldset } from './places.tsx'
import { fieldsOf, keyOf, typeWords, type CheckType, type Field, type SpecValues } from './spec.ts'
import { TestNow } from './test-now.tsx'

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
  const form = useForm<SpecValues>({
    initial: initialOf(type, monitor),
    rules: {
      name: ({ name }) => rules.filled('A name')(name),
      places: ({ places }) => (places === '' ? 'Choose at least one place.' : undefined),
      ...Object.fromEntries(
        needed.map(({ name, label }) => [
          keyOf(name),
          (values: SpecValues) => rules.filled(label)(values[keyOf(name)]),
        ]),
      ),
    },
    submit: (values) => submit(bodyOf(type, values)),
  })
  const shown = fieldsOf[type].filter(({ when }) => !when || when.is.includes(form.values[keyOf(when.name)] ?? ''))
  const [first, more] = [shown.filter((field) => !field.more), shown.filter((field) => field.more)]
  const hasMistake = [...more.map(({ name }) => keyOf(name)), ...numberNames].some((name) => form.errors[name])
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
      <PlacesFieldset form={form} />
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
              placeholder="20"
              hint="Seconds, after a first failure."
            />
            <TextField
              form={form}
              name="timeoutMs"
              label="Give up after"
              inputMode="numeric"
              placeholder="10000"
              hint="Milliseconds, fewer than the interval has."
            />
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

function SpecField({ form, field }: { form: Form<SpecValues>; field: Field }) {
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

export const typeOptions = Object.entries(typeWords).map(([value, word]) => ({ value: value as CheckType, word }))
