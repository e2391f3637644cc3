import { names } from './name-culture.ts';
import type { NameCulture } from './name-culture.ts';

const arabic: NameCulture = {
  language: 'ar',
  weight: { US: 4, DE: 6 },
  female: names('ليلى|فاطمة|نور الهدى|آمنة|رُبى|هِبة'),
  male: names('محمد|عبد الرحمن|يوسف|خالد|إبراهيم|أحمد'),
  family: names('الزهراوي|الحداد|بن عيسى|السيّد|أبو زيد|المرّاكشي|القحطاني'),
};

const hebrew: NameCulture = {
  language: 'he',
  weight: { US: 2, DE: 1 },
  female: names('נועה|רבקה|שירה|יעל'),
  male: names('אברהם|יצחק|אורי|דוד'),
  family: names('בן־אור|כהן־צדק|מזרחי|גולדשטיין'),
};

const persian: NameCulture = {
  language: 'fa',
  weight: { US: 2, DE: 3 },
  female: names('مهتاب|پریسا|شیرین'),
  male: names('امید|کیوان|ژوبین'),
  family: names('پارسا|فرخ‌زاد|گل‌محمدی|چراغی'),
};

const turkish: NameCulture = {
  language: 'tr',
  weight: { US: 1, DE: 11 },
  female: names('Deniz|Ayşe|Gülşen|Özlem|Çiğdem|Işıl'),
  male: names('İbrahim|Oğuz|Hüseyin|Çağrı|Emre|Barış'),
  family: names('Yılmaz|Öztürk|Şahin|Çelik|Kılıç|Güneş|Arslan|Işık'),
};

const chinese: NameCulture = {
  language: 'zh',
  weight: { US: 4, DE: 1 },
  female: names('晓梅|丽华|思颖|静|雨桐'),
  male: names('伟|建国|子轩|浩然|明'),
  family: names('王|李|欧阳|陈|司马|刘|赵'),
};

const pinyin: NameCulture = {
  language: 'zh',
  weight: { US: 4, DE: 2 },
  female: names('Xiaomei|Lü|Yan|Mei-Ling|Qing'),
  male: names('Wei|Jo|Zhiyuan|Hao|Xu'),
  family: names('Li|Wu|Ng|Ouyang|Zhang|Xie|Lu'),
};

const japanese: NameCulture = {
  language: 'ja',
  weight: { US: 2, DE: 1 },
  female: names('さくら|美咲|ゆり子|陽菜'),
  male: names('健太|翔|リン|大輔'),
  family: names('髙橋|佐藤|渡邉|鈴木|小鳥遊'),
};

const korean: NameCulture = {
  language: 'ko',
  weight: { US: 3, DE: 1 },
  female: names('하늘|서연|지우|민지'),
  male: names('민준|현우|도윤|성호'),
  family: names('김|남궁|박|이|최'),
};

const vietnamese: NameCulture = {
  language: 'vi',
  weight: { US: 4, DE: 3 },
  female: names('Thị Bích Hằng|Thị Ngọc Ánh|Thu Thảo|Mỹ Duyên'),
  male: names('Văn Đức|Hữu Phước|Quốc Huy|Minh'),
  family: names('Nguyễn|Trần|Đặng|Huỳnh|Phạm|Võ'),
};

const thai: NameCulture = {
  language: 'th',
  weight: { US: 1, DE: 1 },
  female: names('นภัสสร|กัญญารัตน์|พิมพ์ชนก'),
  male: names('ธนากร|ณัฐวุฒิ|สมชาย'),
  family: names('วงศ์ไพลิน|ศรีสุวรรณรัตน์|เจริญทรัพย์ไพบูลย์'),
};

const hindi: NameCulture = {
  language: 'hi',
  weight: { US: 3, DE: 2 },
  female: names('प्रिया|लक्ष्मी|अनुष्का|श्रुति'),
  male: names('अर्जुन|कृष्ण|विक्रम|ऋषि'),
  family: names('शर्मदेव|त्रिपाठी|मिश्रा|चौधरी|श्रीवास्तव'),
};

const indian: NameCulture = {
  language: 'en',
  weight: { US: 5, DE: 2 },
  female: names('Priya|Ananya|Lakshmi|Zubaida|Ila'),
  male: names('Arjun|Ravi|Imran|Karthik|Venkat'),
  family: names('Raghunathan|Chatterjee|Venkatasubramanian|Patel|Mukhopadhyay|Khan|Thiruvananthapuram Iyer'),
};

const african: NameCulture = {
  language: 'en',
  weight: { US: 5, DE: 3 },
  female: names('Ngozi|Ifeoma|Thandiwe|Wanjirũ|Ayọ̀ọlá|Akosua'),
  male: names('Chidi|Kofi|Tomi|Uche|Themba|Olúwaṣeun'),
  family: names('Adébáyọ̀|Okonkwo-Whitfield|Mwangi|Asante|Nwosu|Mbeki-Strand|Ng’ang’a|Ọbasanjọ-Ige'),
};

const ethiopian: NameCulture = {
  language: 'am',
  weight: { US: 1, DE: 1 },
  female: names('ሰላም|ትዕግስት'),
  male: names('ዳዊት|ተስፋዬ'),
  family: names('በቀለ|ገብረ ማርያም|ታደሰ'),
};

const pacific: NameCulture = {
  language: 'en',
  weight: { US: 2, DE: 0.5 },
  female: names('Leilani|Keʻala|Mahina|Hinewai'),
  male: names('Tāne|Kāwika|Ioane|Wiremu'),
  family: names('Kaʻahumanu|Rangihuia|Kealoha|Tuiasosopo|Ngāmoki'),
};

const indonesian: NameCulture = {
  language: 'id',
  weight: { US: 1.5, DE: 0.7 },
  female: names('-'),
  male: names('-'),
  family: names('Wirawan|Sulastri|Suharsono|Kartika|Paimin|Ningsih|Budiman|Sukarti'),
  form: 'single',
};

export const namesOfTheWorld: readonly NameCulture[] = [
  ...[arabic, hebrew, persian, turkish, chinese, pinyin, japanese, korean, vietnamese, thai],
  ...[hindi, indian, african, ethiopian, pacific, indonesian],
];
