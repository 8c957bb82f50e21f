import { useMutation, useQuery } from '@tanstack/react-query'
import Activity from 'lucide-react/icons/activity'
import EyeOff from 'lucide-react/icons/eye-off'
import Pencil from 'lucide-react/icons/pencil'
import Trash2 from 'lucide-react/icons/trash-2'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useState, type ReactNode } from 'react'
import type { Component, ComponentGroup, ComponentStatus } from '../../api.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Confirm } from '../../components/dialog.tsx'
import { Select } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { ComponentState, componentStatuses, UnknownPill } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { ComponentForm } from './component-form.tsx'
import { followingBody } from './component-following.tsx'
import { followingQuery, useRefresh } from './queries.ts'

type Props = {
  component: Component
  group: ComponentGroup | undefined
  groups: readonly ComponentGroup[]
  others: readonly Component[]
  handle: ReactNode
}

export function ComponentRow({ component, group, groups, others, handle }: Props) {
  const client = useClient()
  const refusal = useRefusal('statuspages.write')
  const refresh = useRefresh()
  const [editing, setEditing] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const params = { componentId: component.id }
  const { slug } = useWorkspace()
  const following = useQuery({ ...followingQuery(slug, component.id), enabled: editing })
  const change = useMutation({
    mutationFn: (status: ComponentStatus) => client.updateComponent({ params, body: { status } }),
    onSuccess: refresh,
    onError: toastError,
  })
  if (editing) {
    return (
      <div className="p-4">
        <Loaded query={following} skeleton={<SkeletonRows rows={3} />}>
          {(found) => (
            <ComponentForm
              action="Save"
              component={component}
              following={found}
              groups={groups}
              others={others}
              onCancel={() => setEditing(false)}
              save={async (body, { needs, following: follows }) => {
                await client.updateComponent({ params, body })
                if (needs.toSorted().join() !== component.needs.toSorted().join())
                  await client.setComponentNeeds({ params, body: { componentIds: needs } })
                const wanted = followingBody(follows)
                if (JSON.stringify(wanted) !== JSON.stringify(followingBody(found)))
                  await client.setComponentFollowing({ params, body: wanted })
                await refresh()
                setEditing(false)
              }}
            />
          )}
        </Loaded>
      </div>
    )
  }
  return (
    <div className={cn('px-4 py-2.5', handle !== null && 'pl-1.5', group && (handle === null ? 'pl-8' : 'pl-7'))}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {handle}
        <div className="min-w-0 flex-1 basis-48 max-sm:basis-3/5">
          <p className="flex flex-wrap items-center gap-x-2 font-medium">
            {component.name}
            {group && <span className="sr-only">, in {group.name}</span>}
            <Marks component={component} />
          </p>
          {component.description && <p className="truncate text-xs text-faint">{component.description}</p>}
        </div>
        <ComponentState
          state={change.isPending ? (change.variables ?? component.status) : component.status}
          wordless={!refusal}
        />
        {!refusal && (
          <>
            <Select
              aria-label={`State of ${component.name}`}
              value={change.isPending ? change.variables : component.status}
              options={componentStatuses}
              // The options are these names.
              onChange={(event) => change.mutate(event.target.value as ComponentStatus)}
              className="w-48 max-sm:w-auto max-sm:min-w-32 max-sm:flex-1"
            />
            <div className="flex">
              <IconButton label={`Change ${component.name}`} onClick={() => setEditing(true)}>
                <Pencil aria-hidden />
              </IconButton>
              <IconButton label={`Delete ${component.name}`} onClick={() => setDeleting(true)}>
                <Trash2 aria-hidden />
              </IconButton>
            </div>
          </>
        )}
      </div>
      <Causes component={component} suggest={refusal ? undefined : (status) => change.mutate(status)} />
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${component.name}?`}
        action="Delete component"
        run={async () => {
          await client.deleteComponent({ params })
          await refresh()
        }}
      >
        It disappears from the public page, with its history and uptime. What published updates said of it stays.
        Nothing brings it back.
      </Confirm>
    </div>
  )
}

/** What readers see of it that is not the usual. */
function Marks({ component }: { component: Component }) {
  return (
    <>
      {component.hidden && <Mark>Hidden</Mark>}
      {component.onlyShowIfDegraded && !component.hidden && <Mark>Only while not operational</Mark>}
      {component.follows && (
        <Mark icon={Activity}>
          {component.follows.automatic ? 'Follows' : 'Is advised by'} {counted(component.follows.monitors, 'monitor')}
        </Mark>
      )}
      {component.unknownSince && (
        <UnknownPill>
          Unknown, <Time at={component.unknownSince} />
        </UnknownPill>
      )}
    </>
  )
}

const Mark = ({ icon: Icon = EyeOff, children }: { icon?: typeof EyeOff; children: ReactNode }) => (
  <span className="inline-flex items-center gap-1 text-xs font-normal text-muted">
    <Icon className="size-3" aria-hidden />
    {children}
  </span>
)

/** Why it may not be well; a person decides whether readers are told. */
function Causes({
  component: { causes, suggestedStatus, name, follows },
  suggest,
}: {
  component: Component
  suggest: ((status: ComponentStatus) => void) | undefined
}) {
  const isAdvised = suggestedStatus !== null && follows?.automatic === false
  if (causes.length === 0 && !isAdvised) return null
  const words = new Map(componentStatuses.map(({ value, word }) => [value, word.toLowerCase()]))
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
      <TriangleAlert className="size-3.5 shrink-0 text-degraded" aria-hidden />
      {causes.length > 0 && (
        <span>Needs {causes.map((cause) => `${cause.name} (${words.get(cause.status)})`).join(', ')}.</span>
      )}
      {isAdvised && <span>Its monitors say otherwise.</span>}
      {suggestedStatus && suggest && (
        <Button
          className="h-auto! min-h-6 max-w-full shrink! px-2! py-0.5 text-left text-xs! whitespace-normal!"
          onClick={() => suggest(suggestedStatus)}
        >
          Show {name} as {words.get(suggestedStatus)}
        </Button>
      )}
    </p>
  )
}
