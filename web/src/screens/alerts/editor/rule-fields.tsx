import type { AlertGroup, Project } from '../../../api.ts'
import { SelectField, TextField } from '../../../components/field.tsx'
import { rules, type Form } from '../../../form.ts'
import { readLength } from '../length.ts'
import type { RuleForm } from './draft.ts'
import { TextsField } from './texts-field.tsx'

const severityOptions = ['critical', 'high', 'medium', 'low'].map((value) => ({ value, word: value }))

const noDataOptions = [
  { value: 'keep', word: 'Alerts stay what they were' },
  { value: 'alert', word: 'Alerts stay, and an incident opens' },
  { value: 'ok', word: 'Alerts are over' },
]

const length = (name: 'wait' | 'keep' | 'interval') => (form: RuleForm) =>
  readLength(form[name]) === undefined ? 'Write a length such as 5m, 90s or 1h30m.' : undefined

export const ruleRules = {
  name: ({ name }: RuleForm) => rules.filled('A name')(name),
  expr: ({ expr }: RuleForm) => rules.filled('An expression')(expr),
  wait: length('wait'),
  keep: length('keep'),
  groupName: ({ groupId, groupName }: RuleForm) =>
    groupId === '' ? rules.filled('A name for the group')(groupName) : undefined,
  interval: (form: RuleForm) =>
    form.groupId === '' && (readLength(form.interval) ?? 0) < 5000
      ? 'Write a length of at least 5 s, such as 1m.'
      : undefined,
}

type Props = { form: Form<RuleForm>; problems: readonly { path: string; message: string }[] }

export function RuleFields({ form, problems }: Props) {
  const isAlert = form.values.kind === 'alerting'
  const of = (what: string): Record<string, string> =>
    Object.fromEntries(
      problems.flatMap(({ path, message }) =>
        path.startsWith(`${what}.`) ? [[path.slice(what.length + 1), message]] : [],
      ),
    )
  return (
    <>
      {isAlert && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            form={form}
            name="wait"
            label="For"
            placeholder="0s"
            hint="So long it must hold before it fires."
          />
          <TextField form={form} name="keep" label="Keep firing for" placeholder="0s" hint="After it held last." />
          <SelectField
            form={form}
            name="severity"
            label="Severity"
            options={severityOptions}
            hint="Of its incident, unless a label severity says it."
          />
          <SelectField
            form={form}
            name="onNoData"
            label="Without data"
            options={noDataOptions}
            hint="When all series that it looks at are gone."
          />
        </div>
      )}
      {isAlert && (
        <TextsField
          noun="annotation"
          legend="Annotations"
          hint="What people read. Templates: {{ $labels.name }}, {{ $value | humanize }}."
          pairs={form.values.annotations}
          names={['summary', 'description', 'runbook_url', 'dashboard']}
          problems={of('annotations')}
          onChange={(pairs) => form.set('annotations', pairs)}
        />
      )}
      <TextsField
        noun="label"
        legend="Labels"
        hint={
          isAlert ? 'On top of those of the series.' : 'On top of those of the series; an empty one takes a label away.'
        }
        pairs={form.values.labels}
        names={['severity', 'team', 'service', 'environment']}
        problems={of('labels')}
        onChange={(pairs) => form.set('labels', pairs)}
      />
    </>
  )
}

/** For a new rule: which group it belongs to, or what a new one is like. */
export function GroupFields({
  form,
  groups,
  projects,
}: {
  form: Form<RuleForm>
  groups: readonly AlertGroup[]
  projects: readonly Project[]
}) {
  const isNew = form.values.groupId === ''
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        form={form}
        name="groupId"
        label="Group"
        hint="Its rules are evaluated together, in their order."
        options={[{ value: '', word: 'A new group' }, ...groups.map(({ id, name }) => ({ value: id, word: name }))]}
      />
      {isNew && (
        <>
          <TextField form={form} name="groupName" label="Name of the group" placeholder="checkout" />
          <TextField form={form} name="interval" label="Evaluated every" placeholder="1m" />
          {projects.length > 1 && (
            <SelectField
              form={form}
              name="projectId"
              label="Project"
              hint="Its incidents open there."
              options={projects.map(({ id, name }) => ({ value: id, word: name }))}
            />
          )}
        </>
      )}
    </div>
  )
}
