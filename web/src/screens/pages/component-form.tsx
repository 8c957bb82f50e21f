import type { Component } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'

type Props = {
  action: string
  component?: Component
  save: (body: { name: string; description: string }) => Promise<void>
  onCancel?: () => void
}

export function ComponentForm({ action, component, save, onCancel }: Props) {
  const form = useForm({
    initial: { name: component?.name ?? '', description: component?.description ?? '' },
    rules: { name: ({ name }) => rules.filled('A name')(name) },
    submit: async (values) => {
      await save(values)
      if (!component) form.reset()
    },
  })
  return (
    <FormFrame form={form} action={action} onCancel={onCancel}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="name" label="Name" placeholder="Checkout" autoFocus={component !== undefined} />
        <TextField form={form} name="description" label="Description" placeholder="Paying and ordering" />
      </div>
    </FormFrame>
  )
}
