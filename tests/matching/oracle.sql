-- The score of every worker on every vacancy that states skills, written from the issue and not from the code.
-- Tables: worker(id), held(worker, concept, level), required(vacancy, concept, essential, level), parent(skill, parent),
-- related(a, b), leaf(skill, grp), used(skill, occupations), scheme(occupations).
with recursive
rarity as (select skill, round(ln((1.0 + s.occupations) / (1 + u.occupations)) * 1e6)::bigint as idf from used u, scheme s),
typical as (select coalesce(quantile_disc(idf, 0.5), 1000000) as idf from rarity),
asked as (select vacancy, concept, bool_or(essential) as essential, max(coalesce(level, 0)) as level
          from required group by all),
important as (select a.*, if(essential, 1000, 300) as importance, case when concept like 'text:%' then typical.idf
              else coalesce(r.idf, round(ln(1.0 + s.occupations) * 1e6)) end::bigint as idf
              from asked a left join rarity r on r.skill = a.concept, typical, scheme s),
raw as (select *, if(sum(importance * idf) over v = 0, importance, importance * idf) * 1000 as share
        from important window v as (partition by vacancy)),
divided as (select *, share // (sum(share) over v // 1000) as whole, share % (sum(share) over v // 1000) as rest
            from raw window v as (partition by vacancy)),
weighted as (select *, whole + (row_number() over (partition by vacancy order by rest desc, concept)
             <= 1000 - sum(whole) over (partition by vacancy))::int as weight from divided),
below(wanted, held) as (select parent, skill from parent
                        union select b.wanted, p.skill from below b join parent p on p.parent = b.held),
near(wanted, held, credit) as (select distinct concept, concept, 48 from asked
    union all select wanted, held, 44 from below where wanted <> held
    union all select skill, parent, 24 from parent
    union all select a, b, 24 from related
    union all select b, a, 24 from related
    union all select x.skill, y.skill, 12 from leaf x join leaf y on x.grp = y.grp and x.skill <> y.skill),
have as (select worker, concept, max(coalesce(level, 0)) as level from held group by all),
earned as (select h.worker, w.vacancy, w.concept, max(if(h.level = 0 or w.level = 0 or h.level >= w.level, n.credit,
           (2 * n.credit * h.level + w.level) // (2 * w.level))) as credit
           from weighted w join near n on n.wanted = w.concept join have h on h.concept = n.held group by all)
select w.id, v.vacancy, sum(v.weight * coalesce(e.credit, 0))::bigint as score
from worker w cross join weighted v
left join earned e on e.worker = w.id and e.vacancy = v.vacancy and e.concept = v.concept
group by all order by all
