import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Report } from '../../api.ts'
import { Checkbox, SelectField, TextArea } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { reportStatuses } from '../../components/states.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { affectedList, AffectedComponents, type Affected } from './affected.tsx'
import { componentsQuery, reportQuery } from './queries.ts'

/** The next sentence of the public story; a resolved one has ended. */
export function NewUpdate({ report }: { report: Report }) {
  const refusal = useRefusal('statuspages.write')
  if (refusal || report.status === 'resolved') return null
  return (
    <Card className="mb-8 p-4">
      <UpdateForm key={report.updates.length} report={report} />
    </Card>
  )
}

type Values = { status: Report['status']; body: string; affected: Affected; notify: boolean }

function UpdateForm({ report }: { report: Report }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { data: components } = useQuery(componentsQuery(slug, report.pageId))
  const form = useForm<Values>({
    initial: { status: report.status, body: '', affected: {}, notify: true },
    rules: { body: ({ body }) => rules.filled('A text')(body) },
    draft: `update.${report.id}`,
    submit: async ({ status, body, affected, notify }) => {
      await client.publishUpdate({
        params: { reportId: report.id },
        body: { status, body, components: affectedList(affected), notifySubscribers: notify },
      })
      await queryClient.invalidateQueries({ queryKey: reportQuery(slug, report.id).queryKey })
      void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
    },
  })
  const resolving = form.values.status === 'resolved'
  return (
    <FormFrame form={form} action="Publish update">
      <div className="grid gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <SelectField
          form={form}
          name="status"
          label="Where we are"
          options={reportStatuses}
          {...(resolving && { hint: 'This ends the report: no update can follow.' })}
        />
        <TextArea
          form={form}
          name="body"
          label="Update"
          placeholder="What is new, in the words of your customers"
          rows={3}
        />
      </div>
      <AffectedComponents
        components={components?.items ?? []}
        value={form.values.affected}
        onChange={(affected) => form.set('affected', affected)}
        {...(resolving && { unchanged: 'Operational again' })}
      />
      <Checkbox
        checked={form.values.notify}
        onChange={() => form.set('notify', !form.values.notify)}
        label="Tell the subscribers by e-mail"
      />
    </FormFrame>
  )
}
