"""Why a paper was not printed, each with a sentence fit for the person who asked for it."""

from collections.abc import Sequence


class PaperNotPrinted(Exception):
    """The paper was refused; `str()` says in Chinese what is wrong and what to do."""


class MissingGlyphs(PaperNotPrinted):
    """Some characters are in no paper face; they would print as empty boxes. `characters` holds them once each."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        listed = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in self.characters)
        super().__init__(
            f"公文中有字体里没有的字：{listed}。请改用规范汉字或通用符号；确是人名用字的，请放入含该字的自备字体。"
        )


class ForbiddenAddress(PaperNotPrinted):
    """The HTML refers to an address; a paper may fetch nothing, from the network or from the disk."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = tuple(dict.fromkeys(addresses))
        super().__init__(f"公文中不能引用外部地址：{'、'.join(self.addresses)}。请删去这些引用，图用系统生成的图表。")


class ChartNotDrawn(PaperNotPrinted):
    """A drawing could not be drawn and would be missing from the paper."""

    def __init__(self, failures: Sequence[str]) -> None:
        super().__init__(f"公文中有 {len(failures)} 处图形没有画成（{failures[0]}），请把这句话告诉系统管理员。")


class PaperEngineMissing(PaperNotPrinted):
    """Pango or another system library is not installed; the message names the packages."""
