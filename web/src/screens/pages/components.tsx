import { useMutation, useQuery } from '@tanstack/react-query'
import Boxes from 'lucide-react/icons/boxes'
import FolderPlus from 'lucide-react/icons/folder-plus'
import { useLayoutEffect, useRef, useState } from 'react'
import type { Component, ComponentGroup } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toastError } from '../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { ComponentForm } from './component-form.tsx'
import { GroupForm, GroupRow } from './components-group.tsx'
import { Handle, type Target } from './components-handle.tsx'
import { placed, stepped, treeOf, type Place } from './components-order.ts'
import { ComponentRow } from './components-row.tsx'
import { componentGroupsQuery, componentsQuery, useRefresh } from './queries.ts'

/** The services on the page, in the order in which the public sees them. */
export function Components({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const components = useQuery(componentsQuery(slug, pageId))
  const groups = useQuery(componentGroupsQuery(slug, pageId))
  const refusal = useRefusal('statuspages.write')
  const skeleton = <SkeletonRows rows={3} />
  return (
    <Loaded query={components} skeleton={skeleton}>
      {({ items }) => (
        <Loaded query={groups} skeleton={skeleton}>
          {(found) => (
            <>
              {items.length + found.items.length === 0 ? (
                <Empty icon={<Boxes />} title="No component yet">
                  A component is a part of your service as customers know it: “Website”, “Checkout”, “API”.
                </Empty>
              ) : (
                <List pageId={pageId} components={items} groups={found.items} />
              )}
              {!refusal && <Adding pageId={pageId} groups={found.items} />}
            </>
          )}
        </Loaded>
      )}
    </Loaded>
  )
}

type ListProps = { pageId: string; components: readonly Component[]; groups: readonly ComponentGroup[] }

function List({ pageId, components, groups }: ListProps) {
  const client = useClient()
  const refusal = useRefusal('statuspages.write')
  const refresh = useRefresh()
  const [target, setTarget] = useState<Target>()
  const [said, setSaid] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const movedId = useRef<string>(undefined)
  const order = useMutation({
    // One after the other: what was moved last is what stays.
    scope: { id: `order of ${pageId}` },
    mutationFn: (items: Place[]) => client.setComponentOrder({ params: { pageId }, body: { items } }),
    // What was dropped stays there until the answer is read.
    onSettled: refresh,
    onError: toastError,
  })
  const tree = order.isPending ? order.variables : treeOf(components, groups)
  const componentOf = new Map(components.map((each) => [each.id, each]))
  const groupOf = new Map(groups.map((each) => [each.id, each]))
  const nameOf = (id: string): string => (componentOf.get(id) ?? groupOf.get(id))?.name ?? ''

  // A row that is put elsewhere in the document loses the focus.
  useLayoutEffect(() => {
    if (movedId.current) list.current?.querySelector<HTMLElement>(`[data-handle="${movedId.current}"]`)?.focus()
  }, [tree])

  const move = (id: string, next: Place[]): void => {
    if (JSON.stringify(next) === JSON.stringify(tree)) return
    movedId.current = id
    const ids = next.flatMap((place) => [place.id, ...(place.components ?? [])])
    const group = next.find((place) => place.components?.includes(id))
    setSaid(
      `${nameOf(id)} is now at place ${ids.indexOf(id) + 1} of ${ids.length}${group ? `, in ${nameOf(group.id)}` : ''}`,
    )
    order.mutate(next)
  }
  const handleOf = (id: string) =>
    refusal ? null : (
      <Handle
        id={id}
        name={nameOf(id)}
        step={(step) => move(id, stepped(tree, id, step))}
        over={setTarget}
        drop={(to) => move(id, placed(tree, id, to.id, to.side))}
      />
    )
  const line = (id: string): string =>
    cn(
      'relative border-b border-line last:border-b-0',
      target?.id === id && 'after:absolute after:inset-x-0 after:z-10 after:h-0.5 after:bg-accent-fill',
      target?.id === id && (target.side === 'before' ? 'after:-top-px' : 'after:-bottom-px'),
    )
  return (
    <Card className="mb-4">
      <ul ref={list}>
        {tree.flatMap((place) => {
          const group = groupOf.get(place.id)
          const rows = [place.id, ...(place.components ?? [])].flatMap((id) => componentOf.get(id) ?? [])
          return [
            ...(group
              ? [
                  <li key={group.id} data-row={group.id} className={line(group.id)}>
                    <GroupRow group={group} handle={handleOf(group.id)} empty={place.components?.length === 0} />
                  </li>,
                ]
              : []),
            ...rows.map((component) => (
              <li key={component.id} data-row={component.id} className={line(component.id)}>
                <ComponentRow
                  component={component}
                  group={group}
                  groups={groups}
                  others={components.filter(({ id }) => id !== component.id)}
                  handle={handleOf(component.id)}
                />
              </li>
            )),
          ]
        })}
      </ul>
      <p role="status" className="sr-only">
        {said}
      </p>
    </Card>
  )
}

function Adding({ pageId, groups }: { pageId: string; groups: readonly ComponentGroup[] }) {
  const client = useClient()
  const refresh = useRefresh()
  const [grouping, setGrouping] = useState(false)
  return (
    <Card className="p-4">
      {grouping ? (
        <GroupForm
          action="Add group"
          onCancel={() => setGrouping(false)}
          save={async (body) => {
            await client.createComponentGroup({ params: { pageId }, body })
            await refresh()
            setGrouping(false)
          }}
        />
      ) : (
        <>
          <ComponentForm
            action="Add component"
            groups={groups}
            others={[]}
            save={async ({ name, description, groupId }) => {
              await client.createComponent({ params: { pageId }, body: { name, description, groupId } })
              await refresh()
            }}
          />
          <div className="mt-3 border-t border-line pt-3">
            <Button look="quiet" icon={<FolderPlus aria-hidden />} onClick={() => setGrouping(true)}>
              Add a group
            </Button>
          </div>
        </>
      )}
    </Card>
  )
}
