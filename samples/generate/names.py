"""Invented names: nothing here is a real county, enterprise, person or telephone number."""
import random

COUNTY, CITY = "青岚县", "江澜市"
TOWNS = ["城东镇", "柳河镇", "石门镇", "白塔镇", "双桥镇", "龙泉镇", "观音堂镇", "杏花镇", "赵家集镇", "大石桥镇",
         "枣园乡", "黑龙潭乡", "三里河乡", "马鞍乡", "松林街道", "文昌街道"]
PARKS = ["青岚经济技术开发区", "青岚新材料产业园"]
# department, its usual short forms
DEPARTMENTS = [
    ("青岚县科学技术和工业信息化局", ["科工局", "科工信局", "县科工局"]),
    ("青岚县发展和改革委员会", ["发改委", "县发改委", "发展改革委"]),
    ("青岚县财政局", ["财政局", "县财政局"]),
    ("青岚县商务局", ["商务局"]),
    ("青岚县市场监督管理局", ["市监局", "市场监管局"]),
    ("青岚县生态环境分局", ["环保局", "生态环境局"]),
    ("青岚县自然资源局", ["自然资源局", "国土局"]),
    ("青岚县住房和城乡建设局", ["住建局"]),
    ("青岚县交通运输局", ["交通局"]),
    ("青岚县农业农村局", ["农业局", "农业农村局"]),
    ("青岚县人力资源和社会保障局", ["人社局"]),
    ("青岚县税务局", ["税务局"]),
    ("青岚县统计局", ["统计局"]),
    ("青岚县应急管理局", ["应急局"]),
    ("青岚县金融工作局", ["金融局", "金融办"]),
    ("青岚县行政审批服务局", ["审批局", "行政审批局"]),
    ("青岚县水利局", ["水利局"]),
    ("青岚县工商业联合会", ["工商联"]),
]
BANKS = ["青岚农村商业银行", "江澜银行青岚支行"]
AGENCIES = ["江澜明远技术转移中心", "中原智库咨询有限公司", "江澜科创服务中心", "启航企业管理咨询有限公司", "惠企通信息服务有限公司", "江澜市中小企业服务中心"]
CHAINS = {
    "绿色建材": ["水泥制品", "建材", "陶瓷", "新型墙材"], "装备制造": ["机械制造", "精密机械", "重工", "电气设备"],
    "食品加工": ["食品", "粮油", "乳业", "饮品"], "生物医药": ["制药", "生物科技", "医疗器械"],
    "纺织服装": ["纺织", "服饰", "针织"], "电子信息": ["电子科技", "光电", "半导体材料"],
    "新材料": ["新材料", "涂料", "复合材料"], "汽车零部件": ["汽车零部件", "车桥", "轮毂制造"],
}
INDUSTRY = {"绿色建材": "非金属矿物制品业", "装备制造": "通用设备制造业", "食品加工": "农副食品加工业", "生物医药": "医药制造业", "纺织服装": "纺织业",
            "电子信息": "计算机、通信和其他电子设备制造业", "新材料": "化学原料和化学制品制造业", "汽车零部件": "汽车制造业"}
_A = "宏瑞恒鑫泰华盛隆昌永嘉凯德启润金科汇佳天立通达远博弘裕兴源诚信明辉景岳晟铭荣茂耀杰"
_B = "丰泽源达祥宇博森邦威峰诺雅晖腾安成利康顺悦朗凌奥洋坤图创益铂澜芯拓海川川岩松"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚英华慧建国志文海燕春梅红波宁鹏飞玉兰晓东雪峰俊宇浩然子轩佳怡凯旋立新庆丰振兴德胜广林"


class Namer:
    """Draws names without repeats."""

    def __init__(self, rng: random.Random):
        self.rng, self.used = rng, set()

    def _fresh(self, make):
        while True:
            name = make()
            if name not in self.used:
                self.used.add(name)
                return name

    def word(self):
        return self._fresh(lambda: self.rng.choice(_A) + self.rng.choice(_B))

    def person(self):
        r = self.rng
        return self._fresh(lambda: r.choice(SURNAMES) + "".join(r.sample(GIVEN, r.choice([1, 2, 2, 2]))))

    def phone(self):
        r = self.rng
        return self._fresh(lambda: r.choice(["130", "137", "138", "139", "150", "158", "186"]) + "0000" + f"{r.randrange(10**4):04d}")


CHARSET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(rng: random.Random) -> str:
    """A code of shape GB 32100-2015 with a right check character, in a division (411999) that does not exist."""
    while True:
        organisation = "MA" + "".join(rng.choice(CHARSET) for _ in range(6))
        value = lambda c: int(c) if c.isdigit() else ord(c) - 55
        weights = [3, 7, 9, 10, 5, 8, 4, 2]
        rest = 11 - sum(w * value(c) for w, c in zip(weights, organisation)) % 11
        if rest == 10:
            continue
        body = "91411999" + organisation + str(rest % 11)
        check = (31 - sum(CHARSET.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31) % 31
        return body + CHARSET[check]
