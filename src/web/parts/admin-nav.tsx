// The way round the pages for admins. A page for them is a line here.
import { useFrame } from '../frame.ts';
import type { TextKey } from '../messages/index.ts';

/** Pages that editors see too are `shared`. */
const pages: { path: string; title: TextKey; shared?: boolean }[] = [
  { path: '/admin/reports', title: 'reports.title', shared: true },
  { path: '/admin/peers', title: 'peers.title' },
  { path: '/admin/blocks', title: 'blocks.title' },
  { path: '/admin/members', title: 'members.title' },
  { path: '/admin/audit', title: 'audit.title', shared: true },
  { path: '/admin/work', title: 'work.title' },
];

export function AdminNav() {
  const { words, path, viewer } = useFrame();
  const shown = pages.filter(({ shared }) => shared || viewer?.role === 'admin');
  return (
    <nav aria-label={words.t('admin.nav')} class="row">
      {shown.map(page => (
        <a href={page.path} aria-current={path.split('?')[0] === page.path ? 'page' : undefined}>
          {words.t(page.title)}
        </a>
      ))}
    </nav>
  );
}
