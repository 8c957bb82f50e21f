import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import Boxes from 'lucide-react/icons/boxes'
import Pencil from 'lucide-react/icons/pencil'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import type { Component, ComponentStatus } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Empty } from '../../components/empty.tsx'
import { Select } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { ComponentState, componentStatuses } from '../../components/states.tsx'
import { toastError } from '../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { ComponentForm } from './component-form.tsx'
import { componentsQuery } from './queries.ts'

/** The services on the page, in the order in which the public sees them. */
export function Components({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const query = useQuery(componentsQuery(slug, pageId))
  const refusal = useRefusal('statuspages.write')
  const refresh = useRefresh()
  return (
    <>
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<Boxes />} title="No component yet">
              A component is a part of your service as customers know it: “Website”, “Checkout”, “API”.
            </Empty>
          ) : (
            <Card className="mb-4">
              <ul>
                {items.map((component, index) => (
                  <ComponentRow key={component.id} component={component} place={index + 1} last={items.length} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      {!refusal && (
        <Card className="p-4">
          <ComponentForm
            action="Add component"
            save={async (body) => {
              await client.createComponent({ params: { pageId }, body })
              refresh()
            }}
          />
        </Card>
      )}
    </>
  )
}

/** `place` counts from 1. */
function ComponentRow({ component, place, last }: { component: Component; place: number; last: number }) {
  const client = useClient()
  const refusal = useRefusal('statuspages.write')
  const refresh = useRefresh()
  const [editing, setEditing] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const params = { componentId: component.id }
  const change = useMutation({
    mutationFn: (status: ComponentStatus) => client.updateComponent({ params, body: { status } }),
    onSuccess: refresh,
    onError: toastError,
  })
  const move = useMutation({
    mutationFn: (position: number) => client.updateComponent({ params, body: { position } }),
    onSuccess: refresh,
    onError: toastError,
  })
  if (editing) {
    return (
      <li className="border-b border-line p-4 last:border-b-0">
        <ComponentForm
          action="Save"
          component={component}
          onCancel={() => setEditing(false)}
          save={async (body) => {
            await client.updateComponent({ params, body })
            refresh()
            setEditing(false)
          }}
        />
      </li>
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48 max-sm:basis-4/5">
        <p className="font-medium">{component.name}</p>
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
            <IconButton
              label={`Move ${component.name} up`}
              disabled={place === 1 || move.isPending}
              onClick={() => move.mutate(place - 1)}
            >
              <ArrowUp aria-hidden />
            </IconButton>
            <IconButton
              label={`Move ${component.name} down`}
              disabled={place === last || move.isPending}
              onClick={() => move.mutate(place + 1)}
            >
              <ArrowDown aria-hidden />
            </IconButton>
            <IconButton label={`Change ${component.name}`} onClick={() => setEditing(true)}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={`Delete ${component.name}`} onClick={() => setDeleting(true)}>
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        </>
      )}
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${component.name}?`}
        action="Delete component"
        run={async () => {
          await client.deleteComponent({ params })
          refresh()
        }}
      >
        It disappears from the public page. What published updates said of it stays. Nothing brings it back.
      </Confirm>
    </li>
  )
}

/** A component's state also decides the headline of the page. */
function useRefresh(): () => void {
  const queryClient = useQueryClient()
  const { slug } = useWorkspace()
  return () => void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
}
