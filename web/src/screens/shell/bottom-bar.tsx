import { Link, useNavigate } from '@tanstack/react-router'
import Ellipsis from 'lucide-react/icons/ellipsis'
import { Menu, MenuItem } from '../../components/menu.tsx'
import { useWorkspace } from '../../session.ts'
import { places } from './places.ts'

/** What somebody who was paged needs; everything else is under More. */
const onBar: ReadonlySet<string> = new Set([
  '/$workspace',
  '/$workspace/incidents',
  '/$workspace/logs',
  '/$workspace/pages',
])

const item =
  'flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 py-2 text-2xs font-medium text-muted data-[status=active]:text-accent'

export function BottomBar() {
  const { slug, permissions } = useWorkspace()
  const navigate = useNavigate()
  const open = places.filter(({ permission }) => permissions.includes(permission))
  return (
    <nav aria-label="Main" className="flex border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] md:hidden">
      {open
        .filter(({ to }) => onBar.has(to))
        .map(({ to, short, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            params={{ workspace: slug }}
            activeOptions={{ exact: to === '/$workspace', includeSearch: false }}
            className={item}
          >
            <Icon className="size-5" aria-hidden />
            {short}
          </Link>
        ))}
      <Menu
        side="top"
        align="end"
        trigger={
          <button type="button" className={item}>
            <Ellipsis className="size-5" aria-hidden />
            More
          </button>
        }
      >
        {open
          .filter(({ to }) => !onBar.has(to))
          .map(({ to, name, icon: Icon }) => (
            <MenuItem
              key={to}
              icon={<Icon aria-hidden />}
              onClick={() => void navigate({ to, params: { workspace: slug } })}
            >
              {name}
            </MenuItem>
          ))}
      </Menu>
    </nav>
  )
}
