import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { AlertGroup, Project } from '../../../api.ts'
import { SelectField, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card } from '../../../components/screen.tsx'
import type { Form } from '../../../form.ts'
import { useRefusal, useWorkspace } from '../../../session.ts'
import { rulePreviewQuery } from '../queries.ts'
import { draftOfForm, type RuleForm } from './draft.ts'
import { Expression } from './expression.tsx'
import { Preview } from './preview.tsx'
import { RuleRehearsal } from './rehearsal.tsx'
import { GroupFields, RuleFields } from './rule-fields.tsx'

type Props = {
  form: Form<RuleForm>
  groups: readonly AlertGroup[]
  projects: readonly Project[]
  isNew: boolean
  action: string
  onCancel?: () => void
}

const pauseMs = 400

/** The rule on one side, what it finds and would have done on the other. */
export function RuleEditor({ form, groups, projects, isNew, action, onCancel }: Props) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('projects.write')
  const [range, setRange] = useState('6h')
  const draft = draftOfForm(form.values, groups)
  const settled = useSettled(draft, pauseMs)
  const isSettled = JSON.stringify(settled) === JSON.stringify(draft)
  const preview = useQuery(rulePreviewQuery(slug, settled))
  const hasText = form.values.expr.trim() !== ''
  const found = hasText ? preview.data : undefined
  const problems = isSettled && !preview.isPlaceholderData ? (found?.problems ?? []) : []
  const wrong = problems.find(({ path }) => path === 'expr')?.message
  const atLabels = problems.find(({ path }) => path === 'labels')?.message
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <Card className="p-4">
        <FormFrame form={form} action={action} onCancel={onCancel} refusal={refusal}>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              form={form}
              name="name"
              label={form.values.kind === 'alerting' ? 'Name' : 'Name of the series'}
              placeholder={form.values.kind === 'alerting' ? 'HighErrorRate' : 'job:requests:rate5m'}
              spellCheck={false}
            />
            {isNew && (
              <SelectField
                form={form}
                name="kind"
                label="Kind"
                options={[
                  { value: 'alerting', word: 'Alert: opens an incident' },
                  { value: 'recording', word: 'Recording: writes a series' },
                ]}
              />
            )}
          </div>
          <Expression
            text={form.values.expr}
            autoFocus={false}
            problem={wrong ?? form.errors['expr']}
            onChange={(text) => form.set('expr', text)}
            onRun={() => void preview.refetch()}
          />
          <RuleFields form={form} problems={problems} />
          {atLabels !== undefined && <p className="text-xs break-words text-down">{atLabels}</p>}
          {isNew && <GroupFields form={form} groups={groups} projects={projects} />}
        </FormFrame>
      </Card>
      <div className="flex min-w-0 flex-col gap-6">
        <Preview
          preview={found}
          kind={form.values.kind}
          stale={!isSettled || preview.isPlaceholderData}
          range={range}
          onRange={setRange}
        />
        {form.values.kind === 'alerting' && (
          <RuleRehearsal draft={hasText && wrong === undefined ? draft : undefined} />
        )}
      </div>
    </div>
  )
}

/** The value once it has not changed for a while. */
function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value)
  const key = JSON.stringify(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs)
    return () => clearTimeout(timer)
    // `key` says all of `value`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, afterMs])
  return settled
}
