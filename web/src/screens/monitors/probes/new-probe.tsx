import { useQueryClient } from '@tanstack/react-query'
import { TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card } from '../../../components/screen.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient, useWorkspace } from '../../../session.ts'
import { probesQuery, type NewProbe as Made } from './queries.ts'

export function NewProbe({ onClose, onMade }: { onClose: () => void; onMade: (probe: Made) => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm<{ name: string }>({
    initial: { name: '' },
    rules: { name: ({ name }) => rules.filled('A name')(name) },
    draft: 'probe',
    submit: async ({ name }) => {
      const made = await client.createProbe({ body: { name } })
      await queryClient.invalidateQueries({ queryKey: probesQuery(slug).queryKey })
      onMade(made)
    },
  })
  return (
    <Card className="mb-5 p-4">
      <FormFrame form={form} action="Enrol probe" onCancel={onClose}>
        <TextField
          form={form}
          name="name"
          label="Name"
          autoFocus
          placeholder="Office in Lyon"
          hint="Where it stands. Monitors and results are shown with it."
        />
      </FormFrame>
    </Card>
  )
}
