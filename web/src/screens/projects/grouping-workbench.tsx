import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { ProjectGrouping } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { GroupingCheats } from './grouping-cheats.tsx'
import { GroupingEditor, type EditorHandle } from './grouping-editor.tsx'
import { GroupingHistory } from './grouping-history.tsx'
import { groupingQuery, refreshRevisions } from './grouping-queries.ts'
import { GroupingRehearsal } from './grouping-rehearsal.tsx'
import { GroupingTransition, type Transition } from './grouping-transition.tsx'
import { useRuleCheck } from './grouping-check.ts'

/** A draft of the rules: written, rehearsed, set, or taken from an older revision. It outlives a reload. */
export function GroupingWorkbench({ grouping }: { grouping: ProjectGrouping }) {
  const { projectId } = grouping
  const refusal = useRefusal('projects.write')
  const form = useDraft(grouping)
  const editor = useRef<EditorHandle>(null)
  const { rules, revision } = form.values
  const check = useRuleCheck(rules)
  const isChanged = rules !== grouping.rules
  const problem = check.errors[0] && `Line ${check.errors[0].line} cannot be read.`
  const cheats = (
    <GroupingCheats onWord={(word) => editor.current?.word(word)} onLine={(line) => editor.current?.line(line)} />
  )
  return (
    <div className="grid items-start gap-x-6 xl:grid-cols-[minmax(0,1fr)_17rem]">
      <div className="min-w-0">
        <FormFrame
          form={form}
          action={`Set as revision ${grouping.revision + 1}`}
          refusal={refusal ?? problem ?? (isChanged ? undefined : 'The rules are those in force.')}
          aside={isChanged && <Discard onDiscard={() => form.reset()} />}
        >
          {isChanged && revision !== grouping.revision && (
            <Outrun
              revision={grouping.revision}
              onTake={() => {
                form.set('rules', grouping.rules)
                form.set('revision', grouping.revision)
              }}
              onKeep={() => form.set('revision', grouping.revision)}
            />
          )}
          <GroupingEditor
            handle={editor}
            text={rules}
            isReadOnly={refusal !== undefined}
            check={check}
            refused={form.errors['rules']}
            onChange={(text) => form.set('rules', text)}
          />
          {!refusal && (
            <details className="xl:hidden">
              <summary className="mb-2 text-muted hover:text-text">What a rule can be made of</summary>
              {cheats}
            </details>
          )}
          {isChanged && !refusal && (
            <GroupingTransition value={form.values.transition} onChange={(value) => form.set('transition', value)} />
          )}
        </FormFrame>
        <GroupingRehearsal
          grouping={grouping}
          rules={rules}
          transition={form.values.transition}
          refusal={refusal ?? problem}
        />
        <GroupingHistory
          projectId={projectId}
          active={grouping.revision}
          refusal={refusal}
          onTake={(text) => {
            form.set('rules', text)
            form.set('revision', grouping.revision)
            editor.current?.focus()
          }}
        />
      </div>
      {!refusal && <div className="sticky top-4 max-xl:hidden">{cheats}</div>}
    </div>
  )
}

function useDraft(grouping: ProjectGrouping) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const { projectId } = grouping
  const form = useForm<{ rules: string; transition: Transition; revision: number }>({
    initial: { rules: grouping.rules, transition: 'continue', revision: grouping.revision },
    draft: `grouping.${projectId}`,
    submit: async ({ rules, transition, revision }) => {
      const saved = await client
        .setGrouping({ params: { projectId }, body: { rules, transition, revision } })
        // What somebody else has set meanwhile is shown beside the draft.
        .finally(() => void queryClient.invalidateQueries(groupingQuery(slug, projectId)))
      queryClient.setQueryData(groupingQuery(slug, projectId).queryKey, saved)
      form.set('rules', saved.rules)
      form.set('revision', saved.revision)
      form.set('transition', 'continue')
      await refreshRevisions(queryClient, slug, projectId)
      toast({ words: `Revision ${saved.revision} is in force. Other processes follow within two seconds.` })
    },
  })
  return form
}

function Discard({ onDiscard }: { onDiscard: () => void }) {
  return (
    <Button look="quiet" onClick={onDiscard}>
      Discard the draft
    </Button>
  )
}

function Outrun({ revision, onTake, onKeep }: { revision: number; onTake: () => void; onKeep: () => void }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-2 rounded-md bg-degraded-soft px-3 py-2 text-degraded"
    >
      <p className="min-w-0 flex-1 basis-64">
        Revision {revision} was set since this draft was begun. Setting the draft replaces it.
      </p>
      <Button onClick={onTake}>Take what is in force</Button>
      <Button onClick={onKeep}>Keep my draft</Button>
    </div>
  )
}
