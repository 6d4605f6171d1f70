"""How people of many languages say what their training does. Data only; the package gives it meaning.

English, Chinese, Vietnamese, Spanish, Portuguese, French, German, Russian, Japanese, Korean and Italian, in this order.
Entries are beginnings of words, separated by "|"; "…" stands for up to 30 characters of the
same sentence, "!" for the end of a word. Marks are left out where people leave them out.
"""

from collections.abc import Mapping

CONCEPTS: Mapping[str, str] = {
    "loss": """loss|losses|…loss!|…losses!|cost|objective|rmse|mse|perplexity|error|损失|損失|误差|代价|誤差
        |tổn thất|mất mát|hàm mất|mất tập luyện|sai số|hàm lỗi|pérdida|perdida|coste|función de costo|perda
        |custo|erro!|erro de|função de custo|perte|coût|fonction de coût|verlust|fehler|kosten|trainingsverlust
        |trainingsfehler|validierungsverlust|validierungsfehler|testverlust|testfehler|потер|ошибк|лосс
        |функци… потерь|функци… стоимости|ロス|손실|로스|오차|perdita|errore""",
    "accuracy": """accurac|acc!|acc.|acc,|f1|f-score|fscore|f score|f-measure
        |precision|recall|map!|miou|iou!|auc!|bleu|准确|準確|精度|正确率
        |正確率|độ chính xác|exactitud|precisión|acurácia|acuracia|precisão|précision|exactitude
        |taux de réussite|genauigkeit|treffer|точност|аккураси|正解率|정확도|accuratezza""",
    "reward": """reward|episode return|奖励|獎勵|recompensa|récompense|belohnung|наград|報酬|보상|ricompens
        |phần thưởng""",
    "validation": """validation|val!|val_|val-|valid!|test|dev set|eval|held-out|holdout|unseen|验证|驗證|测试|測試
        |kiểm tra|xác thực|kiểm định|kiểm thử|validación|prueba|validação|teste|validierung|валидац|тестов|на тесте
        |проверочн|検証|テスト|バリデーション|검증|테스트|validazione""",
    "training": """train|fit!|fitting|epoch|iteration|neural|network|learning rate|optimi|训练|訓練|学习率|神经网络
        |訓練|迭代|đào tạo|huấn luyện|tập luyện|mạng nơ|mạng lưới thần kinh|lan truyền ngược|entren|red neuronal|época
        |treina|treino|rede neural|entraîn|entrain|apprentissage|réseau|trainier|netz|epoche|обуч|тренир|нейро|сеть
        |сети|эпох|学習|ニューラル|エポック|トレーニング|학습|훈련|신경망|에포크|에폭|addestr|rete neurale""",
    "falls": """decreas|deacreas|goes down|go down|going down|goes lower|drops|drop!|dropping|reduc|falls|fall!
        |falling|fell|declin|improv|converg|down to|comes down|下降|减小|减少|降低|收敛|减低|giảm|hội tụ|disminu|baja
        |bajar|desciend|diminu|cai!|caindo|reduz|decresc|baisse|descend|sinkt|fällt|nimmt ab|nimmt… ab|verringert
        |уменьша|падает|снижа|убыва|сходит|下が|減少|減って|減り|低下|収束|감소|줄어|떨어|내려|수렴|diminuisc|scende
        |cala""",
    "not_falling": """not… decreas|n't… decreas|never… decreas|not… go down|n't… go down|not… going down
        |not descen|n't descen
        |n't… drop|not… drop|not… reduc|n't… reduc|not… fall|n't… fall|not… improv|n't… improv|not… converg
        |n't… converg|no longer decreas|stops decreas|stopped decreas|stop decreas|stops improv|stopped improv
        |fails to!|stays the same|stays flat|stays constant|stays at|stays around|stay at|stay the same|remains
        |remain!|is constant|flat!|stagnan|plateau|barely!|hardly!|not… chang|n't… chang|not… mov|n't… mov
        |no improvement|no progress|nothing happens|不下降|不下行|没有下降|不降|下不去|不再下降|不减|没降|不收敛
        |无法收敛|没有收敛|不变|没有变化|没变|降不下|không giảm|không bao giờ giảm|cùng một giá trị
        |không thay đổi|không đổi|không hội tụ|giữ nguyên|no disminu|no baja|no desciend|no se reduc|no cambia
        |no converg|no mejora|se mantiene|constante|se queda|estancad|não diminu|não cai|não reduz|não baixa
        |não converg|não muda|não melhora|se mantém|fica em|fica parad|fica const|ne diminue pas|ne baisse pas
        |ne descend pas|ne change pas|ne converge pas|ne bouge pas|stagne|reste|sinkt… nicht|nimmt nicht ab
        |nimmt… nicht ab|fällt nicht|fällt… nicht|ändert sich nicht|ändert sich… nicht|konvergiert nicht|bleibt
        |verbessert sich nicht|не уменьша|не падает|не снижа|не меняет|не сходит|остается|остаётся
        |стоит на месте|не убыва|下がらない|下がりません|減らない|減りません|減少しない|減少しません|変わらない
        |変化しない|収束しない|一定|감소하지|줄지|떨어지지|줄어들지|내려가지|변하지|변화가 없|그대로|수렴하지
        |non diminuisc|non scende|non cala|non cambia|resta!""",
    "start": """first|initial|beginning|begin|early|at the start|for a while|takes a while|take a while|kick in
        |warm up|delayed|at first|for the… epochs|开始|最初|初期|起初|前几|前十|前面|刚开始|一开始|前|đầu tiên|ban đầu
        |lúc đầu|khởi động|thời gian đầu|primer|al principio|al inicio|inicial|comienzo|primeir|no início|no começo
        |premièr|premier|au début|au départ|ersten|anfang|zunächst|zu beginn|первы|сначала|в начале|вначале|поначалу
        |初め|はじめ|序盤|開始|처음|초기|초반|시작|prime|all'inizio|iniziale""",
    "sudden": """sudden|abrupt|all at once|out of nowhere|rapidly|sharply|drastic|kicks in|kick in|then it starts
        |then starts|start learning|starts learning|starts to learn|starts to decrease|begins to|finally|takes off
        |突然|骤|忽然|一下子|开始下降|急剧|迅速|快速下降|đột nhiên|đột ngột|bỗng|de repente|repentin|súbit|subit
        |de golpe|bruscament|soudain|brusquement|tout à coup|d'un coup|brutal|plötzlich|auf einmal|schlagartig|rapide
        |внезапно|вдруг|резко|неожиданно|急に|急激|いきなり|갑자기|급격|급감|improvvis|all'improvviso""",
    "stuck": """stuck|stops learning|stopped learning
        |stays at|stays around|stay at|staying at|stays the same|remains|remain!|constant|not… learn
        |n't… learn|not… increas|n't… increas|not… improv|n't… improv|not… chang|n't… chang|never exceed
        |no better than|random guess|chance level|by chance|same accuracy|as good as random|plateau|hovers
        |always the same|stagnan|卡在|停在|一直在|徘徊|遊走|游走|始终|始終|不变|保持|不动|没有变化|一直是|不提高
        |不上升|上不去|不增加|没有提高|随机猜|不学习|学不到|没有学|không tăng|không đổi|giữ nguyên|bị kẹt|kẹt ở
        |mắc kẹt|không học|không cải thiện|đứng yên|ngẫu nhiên|estanca|atasca|atrapad|no aprend|no cambia
        |no mejora|no aument|no sube|se queda|no pasa de|al azar|estagn|travad|preso|presa|não aprend|não melhora
        |não muda|não aument|não sobe|não passa|ao acaso|bloqué|stagne|coincé|n'apprend|ne s'améliore|n'augmente
        |n’apprend|n’augmente|reste|au hasard|bleibt|stagniert|hängt|hängen|lernt nicht|lernt nichts
        |verbessert sich nicht|steigt nicht|steckt|zufällig|застря|застрева|не учит|не обуча|не улучша|не раст
        |не меняет|не увелич|угадыва|стоит на|случайн… угад|変わらない|上がらない|上がりません|学習しない
        |学習されない|学習が進ま|止まっ|停滞|のまま|向上しない|멈춰|멈춘|고정|변하지|오르지|학습되지|학습이 안
        |학습을 안|그대로|늘지|정체|bloccat|non impara|non migliora|non aument""",
    "floor": """n't… go below|not… go below|can't get… below|cannot get… below|never… below|降不到|no baja de
        |não baixa de|ne descend pas en dessous|sinkt nicht unter|не ниже|не опуска""",
    "not_learning": """not… learn!|n't… learn!|not learning|n't learning|cannot… learn!|can't… learn!|unable to learn
        |fails to learn|fail to learn|failed to learn|learns nothing|stops learning|stopped learning|not converging
        |does not… converg|n't… converg|cannot… converg|can't… converg|never converg|unable to converg|fails to converg
        |fail to converg|failed to converg|not train… properly|n't train… properly|not train… well!|n't train… well!
        |不收敛|无法收敛|没有收敛|难以收敛|不学习|学不到|没有学|không học|không hội tụ|no aprend|no converg|não aprend
        |não converg|n'apprend|ne converge pas|lernt nicht|konvergiert nicht|не учит|не обуча|не сходит|学習しない
        |学習されない|学習が進ま|収束しない|학습되지|학습이 안|학습을 안|수렴하지|non impara|non converg""",
    "rises": """increas|goes up|go up|going up|grow|rises|rise!|rising|bigger|larger|worse|higher and higher|climb
        |增加|上升|增大|升高|越来越大|变大|上涨|增长|不断变大|tăng|aument|sube|subir|subiendo|crece|increment|sobe
        |subind|cresc|augment|monte|croît|croit|grandit|steig|wächst|nimmt zu|nimmt… zu|erhöht|größer|раст|увеличива
        |возраста|повыша|増加|上が|増え|大きくな|上昇|증가|커지|올라|늘어|상승|높아|sale""",
    "not_rising": """not… increas|n't… increas|not… go up|n't… go up|不增加|不上升|没有增加|没有上升|không tăng
        |no aument|no sube|não aument|não sobe|n'augmente|n’augmente|steigt nicht|steigt… nicht|не раст|не увелич
        |上がらない|増えない|오르지|증가하지|non aument|non cresc|should… increas|instead of increas""",
    "explodes": """explod|diverg|blow up|blows up|blowing up|blew up|skyrocket|astronomic|exponential|gets huge
        |insanely big|becomes huge|through the roof|爆炸|发散|指数|暴涨|飙升|爆掉|phân kỳ|bùng nổ|phát nổ|cấp số nhân
        |theo hàm mũ|explot|se dispara|exponencial|explos|dispara|exponentiel|explodier|divergi|exponentiell|взрыв
        |взлет|расход|экспоненц|発散|爆発|指数関数|발산|폭발|기하급수|esplod|esponenzial""",
    "nan": """nan!|nans!|not a number|inf!|infinity|无穷大|非数|vô cực|infinito|infini!|unendlich|бесконечн|無限大
        |무한대""",
    "oscillates": """oscillat|fluctuat|jump|up and down|bounc|zigzag|zig-zag|unstable|back and forth|in a loop
        |loops between|loop between|swing|wiggl|noisy|jitter|varies wildly
        |all over the place|goes crazy|going crazy|震荡|振荡|波动|跳动|跳来跳去|上下|抖动
        |不稳定|反复|dao động|lên xuống|nhảy lên|biến động|không ổn định|lúc tăng lúc giảm|oscil|fluct|salta
        |sube y baja|inestab|flutu|pulando|sobe e desce|instáv|instab|oscill|fluctu|saute|monte et descend
        |en dents de scie|yoyo|schwank|oszilli|springt|auf und ab|rauf und runter|zickzack|колебл|колеба|осцилл|скачет
        |прыга|нестабил|туда-сюда|振動|変動|ばらつ|不安定|揺れ|振れ|진동|요동|오르락|출렁|불안정|왔다|들쭉날쭉|oscilla
        |altalen""",
    "overall": """overall|in general|in a general|general trend|on average|trend|eventually|总体|整体|趋势|总的来说
        |大体|nhìn chung|xu hướng|tổng thể|en general|tendencia|no geral|em geral|de modo geral|tendência|globalement
        |en général|tendance|insgesamt|im allgemeinen|im großen|im schnitt|tendenz|в целом|в среднем|тренд|тенденц
        |全体|傾向|平均的|전체적|전반적|추세|경향|nel complesso|tendenza""",
    "spike": """spike|spiking|shoots up|shoot up|suddenly increas|suddenly jump|suddenly ris|suddenly goes up
        |sudden jump|sudden increase|尖峰|突增|突然增|突然升|突然变大|突然上升|突然飙|突刺|毛刺|tăng vọt|đột biến
        |đột ngột tăng|đột nhiên tăng|picos|pico de|salto repentino|de repente sube|de repente aumenta|de repente sobe
        |pics!|pic de|saut brusque|augmente soudain|ausreißer|spitzen|sprunghaft|plötzlich… steigt|steigt… plötzlich
        |всплеск|скачок|скачки|резко… раст|резко… увелич|пики|スパイク|急上昇|跳ね上が|急に上が|스파이크|급등|튀
        |갑자기… 증가|갑자기… 커|picchi|impenna""",
    "slow": """slow|takes forever|take forever|takes too long|long time to|very little|tiny bit|缓慢|很慢|太慢|非常慢
        |慢|chậm|rất lâu|lento|lenta|despacio|tarda|devagar|demora|lent!|lente|lentement|langsam|dauert sehr|dauert zu
        |медлен|долго|遅い|遅く|ゆっくり|時間がかか|느리|느린|천천히|오래 걸|lentament""",
    "overfit": """overfit|over-fit|over fit|memoriz|memoris|过拟合|過擬合|过度拟合|quá khớp|sobreajust|sobreentren
        |superajust|surapprent|sur-apprent|surajust|überanpass|überangepass|переобуч|過学習|過適合|オーバーフィット
        |과적합|오버피팅|sovradatt""",
    "gap": """gap between… train|gap between… val|generalization gap|poor generali|not generali|n't generali
        |lower than… train|worse than… train|泛化能力差|泛化性差|泛化不|không tổng quát|no generaliza|não generaliza
        |généralise pas|generalisiert nicht|не обобща|汎化しない|일반화되지|non generalizza""",
    "unstable": """training… unstable|unstable training|training instab|训练不稳定|训练很不稳定|huấn luyện không ổn định
        |entrenamiento… inestable|treinamento… instável|entraînement… instable|training… instabil|обучение… нестабил
        |学習が不安定|학습이 불안정|addestramento… instabil""",
    "underfit": """underfit|under-fit|欠拟合|chưa khớp|subajust|sous-apprent|unteranpass|недообуч|学習不足|과소적합
        |언더피팅""",
    "one_class": """predict… only one class|predicts only|only predict|always predict|predict… same class
        |predict… the same|same class for|one class only|single class|majority class|all predictions are|同一类
        |同一个类|只预测|全部预测|都预测|一个类别|chỉ dự đoán|luôn dự đoán|cùng một lớp|siempre predice|solo predice
        |sólo predice|misma clase|sempre prevê|sempre prediz|só prevê|mesma classe|prédit toujours|ne prédit que
        |même classe|immer die gleiche klasse|immer dieselbe klasse|nur eine klasse|sagt immer|всегда предсказ
        |один и тот же класс|один класс|только один класс|同じクラス|一つのクラス|ばかり予測|しか予測|한 클래스
        |같은 클래스|하나의 클래스|만 예측|sempre la stessa classe|predice sempre""",
    "low": """low!|very low|too low|extremely low|poor|bad!|badly|terrible|awful|horrible
        |way below|way off|really off|0 accuracy|0% accuracy|很低|太低|极低|很差
        |rất thấp|quá thấp|muy baj|demasiado baj|muito baix|baixíssim|très faible|trop faible|mauvais|sehr niedrig
        |zu niedrig|schlecht|очень низк|слишком низк|плох|とても低い|低すぎ|低いまま|너무 낮|매우 낮|낮게|molto bass
        |troppo bass""",
    "negative": """negativ|below zero|below 0!|less than 0!|负数|负值|为负|变负|成负|負
        |отрицательн|マイナス|음수|négativ|số âm""",
    "high": """high!|很高|太高|过高|偏高|非常高|cao!|quá cao|rất cao|alto!|alta!|muy alt|elevad|muito alt
        |élevé|trop haut|hoch!|hohe!|zu hoch|высок|高い|高く|高すぎ|높|elevat|molto alt""",
    "zero": """zero!|0のまま|0になる|0이""",
    "after": """after!|any further|any more|anymore|no longer|beyond|at some point|之后|以后|后就|不再|再也|到一定
        |sau khi|sau đó|không còn|nữa|después|a partir|depois|après|ne… plus|nach!|nicht mehr|ab epoche|после
        |больше не|дальше|その後|以降|それ以上|してから|이후|더 이상|다음부터|dopo|non… più""",
    "dead": """dead relu|dying relu|dead neuron|dead unit|神经元死亡|死亡神经元|neuronas muertas|tote neuron
        |мертвые нейрон|죽은 뉴런""",
    "vanishing": """vanishing gradient|gradients vanish|gradient vanish|gradients are zero|梯度消失
        |triệt tiêu gradient|biến mất gradient|gradiente desvanec|desvanecimiento|gradiente evanescent
        |dissipação do gradiente|disparition du gradient|gradient qui disparaît|verschwindende gradient
        |затухающ… градиент|затухание градиент|исчезающ… градиент|исчезновение градиент|勾配消失|기울기 소실
        |그래디언트 소실|scomparsa del gradiente""",
    "exploding": """exploding gradient|gradients explode|gradient explo|grad_norm… explo|grad norm… explo
        |gradient norm… explo|梯度爆炸|bùng nổ gradient
        |gradientes explosivos|explosión del gradiente|explosão do gradiente|explosion du gradient
        |explodierende gradient|взрыв… градиент|взрывающ… градиент|勾配爆発|기울기 폭발|그래디언트 폭발""",
    "saturated": """saturated neuron|saturating|saturation|saturated|神经元饱和|饱和|bão hòa|saturad|saturé|gesättigt
        |насыщ|飽和|포화|saturaz""",
    "frozen": """exactly the same value|exactly the same loss|exact same|identical… every epoch|weights… not updat
        |weights… n't updat|weights… not chang|weights… n't chang|parameters… not updat|parameters… n't updat|完全不变
        |一模一样|权重… 不更新|参数… 不更新|权重没有更新|参数没有更新|trọng số… không… cập nhật|pesos no… actualiz
        |pesos não… atualiz|poids ne… pas|gewichte… nicht|веса не… меня|веса не обнов|まったく変わらない
        |全く変わらない|重みが更新されない|가중치… 않""",
}
"""What a sentence can be about, and the words for it."""
