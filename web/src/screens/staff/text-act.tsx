import { TextArea } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { rules, useForm } from '../../form.ts'

type Props = {
  label: string
  hint?: string
  action: string
  onClose: () => void
  run: (text: string) => Promise<unknown>
}

/** An act that wants a reason or an answer in words. */
export function TextAct({ label, hint, action, onClose, run }: Props) {
  const form = useForm({
    initial: { text: '' },
    rules: { text: ({ text }) => rules.filled(label)(text) },
    submit: async ({ text }) => {
      await run(text)
      onClose()
    },
  })
  return (
    <div className="mt-3 max-w-2xl">
      <FormFrame form={form} action={action} onCancel={onClose}>
        <TextArea form={form} name="text" label={label} hint={hint} autoFocus />
      </FormFrame>
    </div>
  )
}
