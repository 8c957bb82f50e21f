import { useQueryClient } from '@tanstack/react-query'
import { SelectField, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card } from '../../../components/screen.tsx'
import { localInput } from '../../../components/time-range.ts'
import { toast } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { readMatchers } from './matchers.ts'

const lengths = [
  { value: '1', word: '1 hour' },
  { value: '2', word: '2 hours' },
  { value: '4', word: '4 hours' },
  { value: '8', word: '8 hours' },
  { value: '24', word: '1 day' },
  { value: '72', word: '3 days' },
  { value: '168', word: '1 week' },
  { value: '', word: 'Until …' },
]
const hourMs = 3_600_000

export function SilenceForm({ labels, onClose }: { labels: string; onClose: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('incidents.write')
  const form = useForm({
    initial: { matchers: labels, hours: '2', until: localInput(new Date(Date.now() + 2 * hourMs)), comment: '' },
    rules: {
      matchers: ({ matchers }) => {
        const read = readMatchers(matchers)
        return typeof read === 'string' ? read : undefined
      },
      until: ({ hours, until }) =>
        hours === '' && !(new Date(until) > new Date()) ? 'The end must lie ahead.' : undefined,
    },
    submit: async ({ matchers, hours, until, comment }) => {
      const read = readMatchers(matchers)
      if (typeof read === 'string') return
      const endsAt = hours === '' ? new Date(until) : new Date(Date.now() + Number(hours) * hourMs)
      await client.createSilence({ body: { matchers: read, endsAt: endsAt.toISOString(), comment: comment.trim() } })
      await queryClient.invalidateQueries({ queryKey: [slug, 'silences'] })
      toast({ words: 'Silenced from now on.' })
      onClose()
    },
  })
  return (
    <Card className="mb-5 p-4">
      <FormFrame form={form} action="Create silence" onCancel={onClose} refusal={refusal}>
        <TextArea
          form={form}
          name="matchers"
          label="Alerts with"
          rows={2}
          spellCheck={false}
          autoFocus
          className="font-mono"
          placeholder={'alertname="HighErrorRate"\ninstance=~"web-.*"'}
          hint="All of them must hold: =, !=, =~ and !~."
        />
        <div className="grid gap-4 sm:grid-cols-3">
          <SelectField form={form} name="hours" label="For" options={lengths} />
          {form.values.hours === '' && <TextField form={form} name="until" label="Until" type="datetime-local" />}
          <TextField
            form={form}
            name="comment"
            label="Why"
            maxLength={1000}
            placeholder="Disks of web-1 are replaced"
            className="sm:col-span-2"
          />
        </div>
      </FormFrame>
    </Card>
  )
}
