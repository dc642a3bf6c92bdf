// The way round the pages for admins. A page for them is a line here.
import { useFrame } from '../frame.ts';
import type { TextKey } from '../messages/index.ts';

const pages: { path: string; title: TextKey }[] = [{ path: '/admin/work', title: 'work.title' }];

export function AdminNav() {
  const { words, path } = useFrame();
  if (pages.length < 2) return null;
  return (
    <nav aria-label={words.t('admin.nav')} class="row">
      {pages.map(page => (
        <a href={page.path} aria-current={path.split('?')[0] === page.path ? 'page' : undefined}>
          {words.t(page.title)}
        </a>
      ))}
    </nav>
  );
}
