// The audit log, for editors and admins.
import { auditSorts } from '../../domain/audit.ts';
import { auditPage } from '../../views/audit.ts';
import { cursorOf } from '../../views/cursor.ts';
import { AuditPage } from '../pages/house-audit.tsx';
import { show } from '../visit.tsx';
import { type MemberReading, mustKeepHouse } from './answering.ts';
import { query } from './query.ts';

const pageSize = 50;

export const audit: MemberReading = async visit => {
  mustKeepHouse(visit);
  const sort = auditSorts.find(each => each === query(visit, 'kind'));
  const after = cursorOf(query(visit, 'after'));
  const page = await auditPage(visit.site, { sort, after, limit: pageSize });
  await show(visit, { title: visit.words.t('audit.title'), hidden: true }, <AuditPage audit={page} sort={sort} />);
};
