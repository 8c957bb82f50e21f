import type { Host, Space } from '../host.ts'
import type { Output } from '../sample.ts'
import { remembered, type Collector } from './collector.ts'

/** Those of node_exporter: what has no room of its own, and what belongs to a container. */
const ignoredMounts =
  /^\/(dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)($|\/)/
const ignoredTypes =
  /^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs)$/
/** Of other machines: they may be away, and who asks then waits. */
const remoteTypes = /^(nfs\d?|cifs|smb\d?|smbfs|9p|ceph|glusterfs|lustre|afs|ncpfs|fuse\..+)$/
const maxMounts = 256
const remoteTimeoutMs = 1_000
/** Each call that hangs holds one of Node's four threads for files; two are left for everything else. */
const maxHanging = 2

type Mount = { device: string; mountpoint: string; fstype: string; isReadOnly: boolean }

export function createFilesystemCollector(): Collector {
  const hanging = new Set<string>()
  const mountsOf = remembered(listMounts)
  return {
    name: 'filesystem',
    async collect(host, out) {
      // PID 1 sees the mounts of the machine; the agent itself may be in a namespace in which all is read-only.
      for (const mount of mountsOf(host.find('/proc/1/mounts') ?? host.read('/proc/self/mounts'))) {
        const space = await findSpace(host, mount, hanging)
        emit(out, mount, space)
      }
    },
  }
}

function listMounts(text: string): Mount[] {
  const mounts = new Map<string, Mount>()
  for (const line of text.split('\n')) {
    const [device, mountpoint, fstype, options] = line.split(' ')
    if (device === undefined || mountpoint === undefined || fstype === undefined || options === undefined) continue
    const mount = {
      device: unescape(device),
      mountpoint: unescape(mountpoint),
      fstype,
      isReadOnly: options.split(',').includes('ro'),
    }
    if (ignoredMounts.test(mount.mountpoint) || ignoredTypes.test(fstype)) continue
    // What was mounted over the same place later hides what is below.
    mounts.delete(mount.mountpoint)
    mounts.set(mount.mountpoint, mount)
  }
  return [...mounts.values()].slice(0, maxMounts)
}

/** The kernel writes space, tab, newline and backslash in octal; the bytes are UTF-8. */
function unescape(text: string): string {
  const bytes = text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Undefined when it cannot be said now. */
async function findSpace(host: Host, mount: Mount, hanging: Set<string>): Promise<Space | undefined> {
  if (!remoteTypes.test(mount.fstype)) {
    try {
      return host.space(mount.mountpoint)
    } catch {
      // Not allowed, or unmounted just now: `node_filesystem_device_error` says so.
      return undefined
    }
  }
  if (hanging.has(mount.mountpoint) || hanging.size >= maxHanging) return undefined
  hanging.add(mount.mountpoint)
  const asked = host
    .spaceLater(mount.mountpoint)
    .catch(() => undefined)
    .finally(() => hanging.delete(mount.mountpoint))
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), remoteTimeoutMs)
  })
  const space = await Promise.race([asked, timeout])
  clearTimeout(timer)
  return space
}

function emit(out: Output, { device, mountpoint, fstype, isReadOnly }: Mount, space: Space | undefined): void {
  const labels = ['device', device, 'fstype', fstype, 'mountpoint', mountpoint]
  out.gauge('node_filesystem_device_error', space === undefined ? 1 : 0, ...labels)
  if (space === undefined) return
  out.gauge('node_filesystem_size_bytes', space.blocks * space.bsize, ...labels)
  out.gauge('node_filesystem_free_bytes', space.bfree * space.bsize, ...labels)
  out.gauge('node_filesystem_avail_bytes', space.bavail * space.bsize, ...labels)
  out.gauge('node_filesystem_files', space.files, ...labels)
  out.gauge('node_filesystem_files_free', space.ffree, ...labels)
  out.gauge('node_filesystem_readonly', isReadOnly ? 1 : 0, ...labels)
}
