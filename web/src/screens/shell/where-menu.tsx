import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down'
import Plus from 'lucide-react/icons/plus'
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { useSession, useWorkspace } from '../../session.ts'
import { filterText, valuesOf, withToken } from '../incidents/filter.ts'
import { projectsQuery } from '../projects/queries.ts'

const trigger = 'flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 font-medium hover:bg-hover'

/** Workspace and project. Choosing a project shows its incidents. */
export function WhereMenu() {
  const workspace = useWorkspace()
  const { workspaces } = useSession()
  const navigate = useNavigate()
  const { q } = useSearch({ strict: false })
  const { data: projects } = useQuery({
    ...projectsQuery(workspace.slug),
    enabled: workspace.permissions.includes('projects.read'),
  })
  const chosen = valuesOf(filterText(q), 'project').at(-1)
  const choose = (name: string | undefined): void =>
    void navigate({
      to: '/$workspace/incidents',
      params: { workspace: workspace.slug },
      search: ({ sort }) => ({
        q: withToken(filterText(q), 'project', ...(name ? [name] : [])),
        ...(sort && { sort }),
      }),
    })
  return (
    <div className="flex min-w-0 items-center">
      <Menu
        trigger={
          <button type="button" className={trigger}>
            <span className="sr-only">Workspace </span>
            <span
              className="flex size-5 shrink-0 items-center justify-center rounded bg-accent-soft text-2xs font-semibold text-accent"
              aria-hidden
            >
              {workspace.name.charAt(0).toUpperCase()}
            </span>
            <span className="truncate">{workspace.name}</span>
            <ChevronsUpDown className="size-3 shrink-0 text-faint" aria-hidden />
          </button>
        }
      >
        <MenuGroup label="Workspaces">
          {workspaces.map(({ slug, name }) => (
            <MenuChoice
              key={slug}
              chosen={slug === workspace.slug}
              onClick={() => void navigate({ to: '/$workspace', params: { workspace: slug } })}
            >
              {name}
            </MenuChoice>
          ))}
        </MenuGroup>
        <MenuSeparator />
        <MenuItem icon={<Plus aria-hidden />} onClick={() => void navigate({ to: '/new-workspace' })}>
          New workspace
        </MenuItem>
      </Menu>
      {projects && projects.items.length > 0 && (
        <>
          <span className="text-faint max-sm:hidden" aria-hidden>
            /
          </span>
          <Menu
            trigger={
              <button type="button" className={`${trigger} max-sm:hidden`}>
                <span className="sr-only">Show: </span>
                <span className={chosen ? 'truncate' : 'truncate text-muted'}>{chosen ?? 'All projects'}</span>
                <ChevronsUpDown className="size-3 shrink-0 text-faint" aria-hidden />
              </button>
            }
          >
            <MenuChoice chosen={!chosen} onClick={() => choose(undefined)}>
              All projects
            </MenuChoice>
            <MenuSeparator />
            {projects.items.map(({ id, name }) => (
              <MenuChoice key={id} chosen={name.toLowerCase() === chosen?.toLowerCase()} onClick={() => choose(name)}>
                {name}
              </MenuChoice>
            ))}
          </Menu>
        </>
      )}
    </div>
  )
}
