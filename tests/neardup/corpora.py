"""Made-up corpora of which the truth is known, and the plain way to find copies in them."""

from __future__ import annotations

import random
from itertools import combinations

from cleaner.neardup.shingling import shingles, tokens

VOCABULARY = [a + b + c for a in ("ka", "lo", "mi", "ru", "ter") for b in ("n", "st", "v", "l") for c in "aeiou"]

# One sentence a script, written for these tests.
SCRIPTS = {
    "latin": "Le conseil municipal a voté lundi la fermeture du vieux pont, après trois ans de débats houleux.",
    "cyrillic": "Городской совет в понедельник решил закрыть старый мост на год, сообщил мэр журналистам вечером.",
    "greek": "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να κλείσει την παλιά γέφυρα για έναν ολόκληρο χρόνο.",
    "arabic": "قرر مجلس المدينة يوم الاثنين إغلاق الجسر القديم لمدة عام كامل بعد نقاش طويل بين الأعضاء.",
    "hebrew": "מועצת העיר החליטה ביום שני לסגור את הגשר הישן למשך שנה שלמה לאחר דיון ארוך בין החברים.",
    "devanagari": "नगर परिषद ने सोमवार को पुराने पुल को एक साल के लिए बंद करने का निर्णय लिया है और काम शुरू होगा।",
    "han": "市议会周一决定将旧桥关闭一年，市长对记者表示，维修工作将在下个月开始。",
    "kana": "市議会は月曜日に、ふるい橋を一年間しめることを決めました。コーヒーを飲みながら。",
    "hangul": "시의회는 월요일에 낡은 다리를 일 년 동안 닫기로 결정했다고 시장이 저녁에 밝혔다.",
    "thai": "สภาเมืองมีมติเมื่อวันจันทร์ให้ปิดสะพานเก่าเป็นเวลาหนึ่งปีเพื่อซ่อมแซม",
    "khmer": "ក្រុមប្រឹក្សាក្រុងបានសម្រេចកាលពីថ្ងៃចន្ទបិទស្ពានចាស់រយៈពេលមួយឆ្នាំ",
    "myanmar": "မြို့တော်ကောင်စီသည် တနင်္လာနေ့တွင် တံတားဟောင်းကို တစ်နှစ်ပိတ်ရန် ဆုံးဖြတ်ခဲ့သည်။",
    "lao": "ສະພາເມືອງໄດ້ຕັດສິນໃຈໃນວັນຈັນປິດຂົວເກົ່າເປັນເວລາໜຶ່ງປີເພື່ອສ້ອມແປງ",
    "astral": "𝕿𝖍𝖊 𝖔𝖑𝖉 𝖇𝖗𝖎𝖉𝖌𝖊 𠀀𠀁𠀂𠀃𠀄𠀅𠀆𠀇 𐐀𐐁𐐂 𒀀𒀁 closed 🙂 for a year",
}


def words(chance: random.Random, count: int) -> list[str]:
    return [chance.choice(VOCABULARY) + chance.choice(VOCABULARY) for _ in range(count)]


def edited(chance: random.Random, text: list[str], share: float) -> list[str]:
    """The text with some of its words replaced."""
    return [word if chance.random() > share else words(chance, 1)[0] for word in text]


def families(seed: int, number: int) -> list[tuple[str, str]]:
    """Stories, each with edited versions of all degrees, exact copies, and short texts."""
    chance = random.Random(seed)
    texts = []
    for _ in range(number):
        story = words(chance, chance.randrange(3, 80))
        shares = [chance.choice((0, 0.01, 0.03, 0.06, 0.1)) for _ in range(chance.randrange(1, 5))]
        texts += [" ".join(edited(chance, story, share)) for share in shares]
    texts += ["", "one two", "One, two!", "..."]
    return [(f"doc{place:04}", text) for place, text in enumerate(texts)]


def true_pairs(documents: list[tuple[str, str]], threshold: float, n: int = 5) -> dict[tuple[str, str], float]:
    """All pairs, each text with each: (a, b) with a < b to Jaccard; equal tokens are 1."""
    sets = {name: frozenset(shingles(text, n)) for name, text in documents}
    streams = {name: tokens(text) for name, text in documents}
    found = {}
    for a, b in combinations(sorted(sets), 2):
        if streams[a] and streams[a] == streams[b]:
            found[a, b] = 1.0
        elif sets[a] & sets[b] and len(sets[a] & sets[b]) / len(sets[a] | sets[b]) >= threshold:
            found[a, b] = len(sets[a] & sets[b]) / len(sets[a] | sets[b])
    return found
