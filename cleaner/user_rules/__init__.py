"""Users' own rules, from a TOML file:

    [[rule]]
    code = "USER01"
    name = "weather box"
    phrases = ["weather for …", "today's forecast"]

rule_file   the file, key by key, to rules
places      in which line of the file something stands
patterns    regular expressions that take linear time
pointing    where such a rule points
examples    whether a rule does what its examples say
keeping     the lines that no rule may cut
"""
