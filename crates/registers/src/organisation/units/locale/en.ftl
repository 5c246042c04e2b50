units-tree = Tree
units-unit = Unit
units-kind = Kind
units-code = Code
units-count = Units below
units-below = Units directly below
units-n-below = { $n ->
    [one] { $n_text } unit below
   *[other] { $n_text } units below
}
units-none = No units are recorded
units-none-text = The organising office imports the list of units first; then they stand here.
units-none-then = No unit existed on this day
units-first-day = The first units of the record begin on { $day }.
units-look-then = Look at that day
units-open = Show what is below { $name }
units-in-tree = In the tree
units-is-open = in force
units-not-yet = begins on { $day }
units-closed = until { $day }
units-as-of = as of { $day }
units-lineage = Before and after
units-in-words = In words
units-legend = Solid: the whole unit went there. Dashed: a part of it, or not known how much.
units-since = from { $day }
units-until = until { $day }
units-came-whole = came wholly from
units-came-part = received a part of
units-came-same = is the same as
units-came-unknown = received, nobody knows how much, from
units-went-whole = went wholly into
units-went-part = gave a part to
units-went-same = is the same as
units-went-unknown = gave, nobody knows how much, to
units-went-nowhere = went nowhere
units-history = History
units-under = under
units-see-then = See it as it was
units-acts = { $n ->
    [one] { $n_text } act
   *[other] { $n_text } acts
}
units-nothing-below = Nothing stands below this unit.
units-papers = Prints and files
