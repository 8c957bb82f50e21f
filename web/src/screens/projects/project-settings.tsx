import { useQueryClient } from '@tanstack/react-query'
import type { Project } from '../../api.ts'
import { TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { limitOf, limitRule, originsOf, originsRule } from './intake.ts'
import { projectsQuery } from './queries.ts'

/** Its name, and what it takes in. */
export function ProjectSettings({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const form = useForm({
    initial: {
      name: project.name,
      allowedOrigins: project.allowedOrigins.join('\n'),
      eventsPerMinute: project.eventsPerMinute === null ? '' : String(project.eventsPerMinute),
    },
    rules: {
      name: ({ name }) => rules.filled('A name')(name),
      allowedOrigins: ({ allowedOrigins }) => originsRule(allowedOrigins),
      eventsPerMinute: ({ eventsPerMinute }) => limitRule(eventsPerMinute),
    },
    submit: async ({ name, allowedOrigins, eventsPerMinute }) => {
      const saved = await client.updateProject({
        params: { projectId: project.id },
        body: { name, allowedOrigins: originsOf(allowedOrigins), eventsPerMinute: limitOf(eventsPerMinute) },
      })
      form.set('allowedOrigins', saved.allowedOrigins.join('\n'))
      await queryClient.invalidateQueries({ queryKey: projectsQuery(slug).queryKey })
      toast({ words: 'Saved. It counts within a second.' })
    },
  })
  return (
    <FormFrame form={form} action="Save" refusal={refusal}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="name" label="Name" hint="The product as your team calls it." />
        <TextField
          form={form}
          name="eventsPerMinute"
          label="Events per minute"
          inputMode="numeric"
          placeholder="No limit"
          hint="What is over it is refused, and the SDK is told when to try again."
        />
      </div>
      <TextArea
        form={form}
        name="allowedOrigins"
        label="Allowed browser origins"
        spellCheck={false}
        autoCapitalize="off"
        placeholder={'https://shop.example\nhttps://*.shop.example'}
        hint="One per line; empty lets every page send. The DSN of a web page is public: this keeps the pages of others from using it. Programs that are no browsers name no origin and may always send."
      />
    </FormFrame>
  )
}
