import { useQueryClient } from '@tanstack/react-query'
import type { IntakeSettings, Outcome, Project } from '../../../api.ts'
import { Checkbox, TextArea } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { toast } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { fullNumber } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { countOf, lists, patternsOf, patternsRule, switches } from './filters.ts'
import { intakeSettingsQuery } from './queries.ts'

type Props = { project: Project; settings: IntakeSettings; totals: readonly Outcome[] }

/** Noise that everybody has, noise of one's own, and spikes. */
export function IntakeForm({ project, settings: { filters, spikeProtection }, totals }: Props) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const form = useForm({
    initial: {
      ...filters,
      spikeProtection,
      messages: filters.messages.join('\n'),
      releases: filters.releases.join('\n'),
      environments: filters.environments.join('\n'),
    },
    rules: {
      messages: ({ messages }) => patternsRule(messages),
      releases: ({ releases }) => patternsRule(releases),
      environments: ({ environments }) => patternsRule(environments),
    },
    submit: async ({ spikeProtection, messages, releases, environments, ...rest }) => {
      const texts = {
        messages: patternsOf(messages),
        releases: patternsOf(releases),
        environments: patternsOf(environments),
      }
      const saved = await client.updateIntakeSettings({
        params: { projectId: project.id },
        body: { spikeProtection, filters: { ...rest, ...texts } },
      })
      queryClient.setQueryData(intakeSettingsQuery(slug, project.id).queryKey, saved)
      toast({ words: 'Saved. It holds within two seconds for what comes from then on.' })
    },
  })
  const taken = (reason: string): string => {
    const count = countOf(totals, reason)
    return count === 0 ? '' : ` Left out in the last 24 hours: ${fullNumber(count)}.`
  }
  return (
    <FormFrame form={form} action="Save" refusal={refusal}>
      <p className="text-pretty text-muted">
        What a filter leaves out is counted, stored nowhere, and takes nothing from a quota.
      </p>
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-2 font-medium">Leave out</legend>
        {switches.map(({ name, label, hint, reason }) => (
          <Checkbox
            key={name}
            label={label}
            hint={hint + taken(reason)}
            checked={form.values[name]}
            onChange={(event) => form.set(name, event.target.checked)}
          />
        ))}
      </fieldset>
      {lists.map(({ name, label, placeholder, hint, reason }) => (
        <TextArea
          key={name}
          form={form}
          name={name}
          label={label}
          placeholder={placeholder}
          hint={hint + taken(reason)}
          spellCheck={false}
          autoCapitalize="off"
          rows={2}
        />
      ))}
      <fieldset>
        <legend className="mb-2 font-medium">Spikes</legend>
        <Checkbox
          label="Thin out spikes"
          hint={`When far more comes than usual (ten times what this project usually sends in a minute, and 1,000 in any case), a part of it is kept and the rest counted. From the second day of a project.${taken('spike')}`}
          checked={form.values.spikeProtection}
          onChange={(event) => form.set('spikeProtection', event.target.checked)}
        />
        {!form.values.spikeProtection && (
          <p role="status" className="mt-2 rounded-md bg-degraded-soft px-3 py-2 text-degraded">
            A program in a loop then fills the store with the same error, up to the quotas that you set.
          </p>
        )}
      </fieldset>
    </FormFrame>
  )
}
