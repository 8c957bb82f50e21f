import { useMemo } from 'react'
import { importDashboard, type Panel } from '#common/dashboards'
import type { DashboardImport } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { rules, useForm } from '../../../form.ts'
import { counted } from '../../../format.ts'
import { useClient } from '../../../session.ts'
import { kindWords } from '../kinds.ts'
import { Problems } from '../problems.tsx'

type Props = {
  json: unknown
  preview: DashboardImport
  onBack: () => void
  onDone: (created: DashboardImport) => Promise<void>
}

/** What would come: panels by kind, what is asked for, and what could not be read as it was meant. */
export function ImportPreview({ json, preview, onBack, onDone }: Props) {
  const client = useClient()
  const { title, panels, queries, inputs, problems } = preview
  const kinds = useMemo(() => countKinds(importDashboard(json).dashboard.panels), [json])
  const constants = inputs.filter(({ kind }) => kind === 'constant')
  const fatal = problems.some((problem) => problem.fatal)
  const initial: { title: string; [input: string]: string } = {
    title,
    ...Object.fromEntries(constants.map(({ name, value }) => [`input.${name}`, value])),
  }
  const form = useForm({
    initial,
    rules: { title: (values) => rules.filled('A title')(values.title) },
    submit: async (values) => {
      const answers = Object.fromEntries(inputs.map(({ name, value }) => [name, values[`input.${name}`] ?? value]))
      await onDone(await client.importDashboard({ body: { json, title: values.title.trim(), inputs: answers } }))
    },
  })
  return (
    <FormFrame
      form={form}
      action="Import"
      refusal={fatal ? 'There is no dashboard in it.' : undefined}
      aside={<Button onClick={onBack}>Another file</Button>}
    >
      <div className="rounded-lg border border-line bg-sunken p-4">
        <p className="font-medium">
          {counted(panels, 'panel')}, {counted(queries, 'query', 'queries')}
        </p>
        <ul aria-label="Panels by kind" className="mt-2 flex flex-wrap gap-1.5">
          {kinds.map(([kind, count]) => (
            <li
              key={kind}
              className={`rounded-md px-2 py-0.5 text-xs ${kind === 'unsupported' ? 'bg-degraded-soft text-degraded' : 'bg-surface text-muted'}`}
            >
              {count} {count === 1 ? kindWords[kind].one.toLowerCase() : kindWords[kind].many}
            </li>
          ))}
        </ul>
      </div>
      <TextField form={form} name="title" label="Title" maxLength={200} />
      {constants.map(({ name, label, description }) => (
        <TextField
          key={name}
          form={form}
          name={`input.${name}`}
          label={label || name}
          hint={description || undefined}
        />
      ))}
      {inputs.some(({ kind }) => kind === 'datasource') && (
        <p className="text-xs text-muted">Where it asks for a data source, it gets the metrics of this workspace.</p>
      )}
      <Problems problems={problems} />
    </FormFrame>
  )
}

function countKinds(panels: readonly Panel[]): [Panel['kind'], number][] {
  const counts = new Map<Panel['kind'], number>()
  for (const panel of panels.flatMap((each) => (each.kind === 'row' ? [each, ...each.panels] : [each])))
    counts.set(panel.kind, (counts.get(panel.kind) ?? 0) + 1)
  return [...counts].toSorted(([, one], [, other]) => other - one)
}
