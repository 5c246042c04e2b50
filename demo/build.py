"""Builds vn_units.csv.gz and vn_links.csv.gz from the package vietnamadminunits 1.0.4.

    pip install --no-deps --target PKG vietnamadminunits==1.0.4
    python3 build.py PKG

PKG is the folder that holds `vietnamadminunits/`. The corrections stand in vn_corrections.csv.
"""
import collections, csv, gzip, io, json, os, sqlite3, sys

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ('thị trấn', 'thành phố', 'thị xã', 'đặc khu', 'phường', 'huyện', 'quận', 'tỉnh', 'xã')


def kind_of(name, parent):
    """The kind comes from the name: the package's own column contradicts it in three rows."""
    kind = next(k for k in KINDS if name.lower().startswith(k + ' '))
    return kind + ' trực thuộc trung ương' if kind == 'thành phố' and not parent else kind


def corrections():
    told = collections.defaultdict(dict)
    for r in csv.DictReader(open(f'{HERE}/vn_corrections.csv', encoding='utf-8')):
        told[r['what']].setdefault(r['code'], []).append(r['value'])
    return told


def lists(db, names):
    """{code: (name, parent)} before and after, and the package's keys of each commune."""
    before, after, old_key, new_key, old_prov, new_prov = {}, {}, {}, {}, {}, {}
    for r in db.execute('select * from admin_units_legacy'):
        before[r['provinceCode']] = (r['province'], '')
        before[r['districtCode']] = (r['district'], r['provinceCode'])
        old_prov[r['provinceKey']] = r['provinceCode']
        if r['wardCode']:
            before[r['wardCode']] = (r['ward'], r['districtCode'])
            old_key[f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey']}"] = r['wardCode']
    for r in db.execute('select * from admin_units'):
        after[r['provinceCode']] = (r['province'], '')
        after[r['wardCode']] = (r['ward'], r['provinceCode'])
        new_prov[r['provinceKey']] = r['provinceCode']
        new_key[r['provinceKey'], r['wardKey']] = r['wardCode']
    for code, (name,) in names.items():
        before[code] = (name, before[code][1])
    return before, after, old_key, new_key, old_prov, new_prov


def pairs_of(conv, old_key, new_key, told):
    pairs = set()
    for p, wards in conv['DICT_PROVINCE_WARD_NO_DIVIDED'].items():
        pairs |= {(old_key[o], new_key[p, w]) for w, olds in wards.items() for o in olds if o in old_key}
    for p, olds in conv['DICT_PROVINCE_WARD_DIVIDED'].items():
        pairs |= {(old_key[o], new_key[p, w['newWardKey']]) for o, ws in olds.items() for w in ws}
    flat = lambda what: {(a, b) for a, bs in told[what].items() for b in bs}
    assert flat('false pair') <= pairs
    return (pairs - flat('false pair')) | flat('pair')


def write(name, header, rows):
    text = io.StringIO()
    w = csv.writer(text, lineterminator='\n')
    w.writerow(header)
    w.writerows(rows)
    with open(f'{HERE}/{name}', 'wb') as f:
        f.write(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def main():
    data = f'{sys.argv[1]}/vietnamadminunits/data'
    db = sqlite3.connect(f'file:{data}/dataset.db?mode=ro', uri=True)
    db.row_factory = sqlite3.Row
    told = corrections()
    before, after, old_key, new_key, old_prov, new_prov = lists(db, told['name'])
    conv = json.load(open(f'{data}/converter_2025.json', encoding='utf-8'))
    pairs = pairs_of(conv, old_key, new_key, told)
    pairs |= {(old_prov[o], new_prov[n]) for n, olds in conv['DICT_PROVINCE'].items() for o in olds}
    ends = collections.Counter(o for o, _ in pairs)
    starts = collections.Counter(n for _, n in pairs)
    one = lambda o, n: ends[o] == starts[n] == 1 and len(o) == len(n)
    links = [(o, n, 'same' if one(o, n) else 'whole' if ends[o] == 1 else 'part') for o, n in pairs]
    links += [(c, '', 'whole') for c in before if c not in ends]
    order = lambda code: (len(code), code)
    units = [(c, n, kind_of(n, p), p, when) for when, found in (('before', before), ('after', after))
             for c, (n, p) in sorted(found.items(), key=lambda u: order(u[0]))]
    write('vn_units.csv.gz', ('code', 'name', 'kind', 'parent_code', 'when'), units)
    write('vn_links.csv.gz', ('old_code', 'new_code', 'link'), sorted(links, key=lambda l: (order(l[0]), l[1])))
    print(len(before), 'units before,', len(after), 'after,', len(links), 'links')


main()
