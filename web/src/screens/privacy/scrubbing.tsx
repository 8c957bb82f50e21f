import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ScrubbingRule } from '../../api.ts'
import { Checkbox, Select } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { RulesEditor } from '../projects/scrubbing/editor.tsx'
import { PreviewPanel } from '../projects/scrubbing/preview-panel.tsx'
import { workspaceRulesQuery } from '../projects/scrubbing/queries.ts'
import { useSample } from '../projects/scrubbing/sample-field.tsx'
import { usePreview } from '../projects/scrubbing/use-preview.ts'
import { useRules } from '../projects/scrubbing/use-rules.ts'
import { ruleWords } from '../projects/scrubbing/words.ts'

/** What is taken out of the telemetry of all projects before it is stored. */
export function WorkspaceScrubbing() {
  const { slug } = useWorkspace()
  const query = useQuery(workspaceRulesQuery(slug))
  return (
    <Card className="p-4">
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
        {({ rules, useDefaults, defaults }) => (
          <Editing initial={rules} initialDefaults={useDefaults} defaults={defaults} />
        )}
      </Loaded>
    </Card>
  )
}

type Props = { initial: readonly ScrubbingRule[]; initialDefaults: boolean; defaults: readonly ScrubbingRule[] }

function Editing({ initial, initialDefaults, defaults }: Props) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const [useDefaults, setUseDefaults] = useState(initialDefaults)
  const rules = useRules(initial, async (sent) => {
    const saved = await client.setScrubbingRules({ body: { useDefaults, rules: sent } })
    queryClient.setQueryData(workspaceRulesQuery(slug).queryKey, saved)
    // Projects show them as inherited.
    await queryClient.invalidateQueries({ queryKey: workspaceRulesQuery(slug).queryKey, exact: false })
    toast({ words: 'Saved. It holds within two seconds; what is stored stays as it is.' })
  })
  const { data: projects } = useQuery(projectsQuery(slug))
  const items = projects?.items ?? []
  const [chosen, setChosen] = useState<string>()
  const projectId = chosen ?? items[0]?.id
  const sample = useSample(projectId)
  const preview = usePreview(projectId, { workspace: { useDefaults, rules: rules.rules } }, sample.sample)
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <RulesEditor
        rules={rules}
        warnings={preview.warnings}
        hits={preview.hitsOf('workspace', rules.rows.length)}
        refusal={refusal}
        empty="The workspace has no rules of its own yet; projects may have some."
      >
        <p className="text-pretty text-muted">
          Taken out of events, logs, spans and feedback of every project before anything of it is stored. A project adds
          rules of its own and can take none of these back.
        </p>
        <Checkbox
          label="Scrub secrets by default"
          hint={defaults.map(ruleWords).join('; ')}
          checked={useDefaults}
          disabled={refusal !== undefined}
          onChange={(event) => {
            rules.touch()
            setUseDefaults(event.target.checked)
          }}
        />
        {!useDefaults && (
          <p role="status" className="rounded-md bg-degraded-soft px-3 py-2 text-degraded">
            Passwords and keys that programs send are then stored as they are, unless a rule below takes them out.
            Numbers of cards and bank accounts are always taken out.
          </p>
        )}
      </RulesEditor>
      <div className="flex min-w-0 flex-col gap-3">
        {items.length > 1 && (
          <Select
            aria-label="Project to take the event from"
            value={projectId ?? ''}
            onChange={({ target }) => setChosen(target.value)}
            options={items.map(({ id, name }) => ({ value: id, word: name }))}
            className="w-full"
          />
        )}
        <PreviewPanel preview={preview} sample={sample} />
      </div>
    </div>
  )
}
