//! What an import has to say about its input: code, place, words.

use crate::{
    base::{Message, text},
    diag::{Rule, Severity},
    model::attrs::At,
};

/// One thing to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Where.
    pub at: At,
    /// Which rule.
    pub rule: &'static Rule,
    /// Its title with the names put in.
    pub message: Message,
}

/// Collects notices.
#[derive(Debug, Default)]
pub struct Notices(Vec<Notice>);

impl Notices {
    /// Says something.
    pub fn say(&mut self, rule: &'static Rule, at: At, args: impl IntoIterator<Item = String>) {
        self.0.push(Notice { at, rule, message: Message::new(&rule.title, args) });
    }

    /// Keeps one that was said before.
    pub fn keep(&mut self, notice: Notice) {
        self.0.push(notice);
    }

    /// Takes over what others say.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// All of them: by place, then code.
    pub fn into_sorted(mut self) -> Vec<Notice> {
        self.0.sort_by(|a, b| {
            (a.at, a.rule.code)
                .cmp(&(b.at, b.rule.code))
                .then_with(|| a.message.say(crate::base::Lang::En).cmp(&b.message.say(crate::base::Lang::En)))
        });
        self.0.dedup();
        self.0
    }
}

macro_rules! notices {
    ($($NAME:ident = $code:literal $severity:ident, $en:literal | $ko:literal, $help:literal | $help_ko:literal, $source:literal;)+) => {
        $(
            #[allow(missing_docs)]
            pub static $NAME: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                title: text!($en, $ko),
                help: text!($help, $help_ko),
                source: $source,
            };
        )+
        /// Every rule of imports.
        pub static RULES: &[&Rule] = &[$(&$NAME,)+];
    };
}

notices! {
    NOT_READ = "IMP001" Error,
        "not readable: {0}" | "읽을 수 없다: {0}",
        "mend the text at that place, or give another format: CloudFormation, SAM, `serverless.yml`, files, plans and states of Terraform, answers of the AWS CLI" | "그 자리의 텍스트를 고치거나 CloudFormation, SAM, `serverless.yml`, Terraform의 파일과 계획과 상태, AWS CLI 응답 가운데 하나를 쓴다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html";
    TWICE = "IMP002" Warning,
        "the key `{0}` is already in line {1}; the last one counts" | "키 `{0}`이(가) {1}번째 줄에 이미 있다. 마지막 것을 쓴다",
        "remove one of them" | "하나를 지운다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html";
    UNSUPPORTED = "IMP010" Info,
        "`{0}` is of type {1}, which Plat does not model" | "`{0}`의 타입 {1}은(는) Plat이 모델링하지 않는다",
        "it is drawn as a grey box with what it names; no answer is made of it" | "회색 상자와 참조로만 그려지며 어떤 답에도 쓰이지 않는다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";
    NOT_TAKEN = "IMP011" Info,
        "`{0}`: the property `{1}` is not taken: {2}" | "`{0}`의 속성 `{1}`을(를) 쓰지 않는다: {2}",
        "check whether an answer hangs on it, and set the field by hand" | "답에 영향이 있는지 확인하고 필드를 직접 채운다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";
    NOT_EXPANDED = "IMP012" Warning,
        "`{0}` is not expanded: {1}" | "`{0}`을(를) 펼치지 않는다: {1}",
        "import what it makes, such as the processed template" | "처리된 템플릿처럼 펼친 결과를 가져온다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html";
    NO_VALUE = "IMP020" Warning,
        "the parameter `{0}` has no value" | "매개변수 `{0}`에 값이 없다",
        "give one with `--parameter NAME=VALUE`" | "`--parameter NAME=VALUE`로 값을 준다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html";
    NO_EXPORT = "IMP021" Warning,
        "no stack of this import exports `{0}`" | "이 가져오기의 어떤 스택도 `{0}`을(를) 내보내지 않는다",
        "import the stack that exports it as well" | "내보내는 스택도 함께 가져온다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html";
    UNDECIDED = "IMP022" Warning,
        "the condition `{0}` cannot be decided; what hangs on it is kept" | "조건 `{0}`을(를) 판정할 수 없어 그에 달린 것을 남겨 둔다",
        "give values for the parameters that it needs" | "필요한 매개변수에 값을 준다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html";
    NO_ENTRY = "IMP023" Error,
        "the mapping has no `{0}`" | "매핑에 `{0}`이(가) 없다",
        "add it to the mapping, or choose another region or parameter" | "매핑에 추가하거나 다른 리전이나 매개변수를 고른다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html";
    DANGLING = "IMP030" Error,
        "there is no `{0}`{1}" | "`{0}`이(가) 없다{1}",
        "name something that the template has" | "템플릿에 있는 것을 지정한다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html";
    CYCLE = "IMP031" Error,
        "`{0}` needs itself" | "`{0}`이(가) 자기 자신을 필요로 한다",
        "break the circle" | "순환을 끊는다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html";
    INFERRED = "IMP040" Info,
        "`{0}`: {1}" | "`{0}`: {1}",
        "check the relation, and set it by hand if it is another" | "관계를 확인하고 다르면 직접 고친다",
        "https://developer.hashicorp.com/terraform/internals/json-format";
    AMBIGUOUS = "IMP041" Warning,
        "`{0}` could belong to several; it is joined with none" | "`{0}`이(가) 여럿에 속할 수 있어 어디에도 연결하지 않는다",
        "set the relation by hand" | "관계를 직접 정한다",
        "https://developer.hashicorp.com/terraform/internals/json-format";
    CONTRADICTS = "IMP050" Error,
        "`{0}`: {1}" | "`{0}`: {1}",
        "AWS would refuse this; mend the template" | "AWS가 거부할 내용이므로 템플릿을 고친다",
        "https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html";
    NOT_CANONICAL = "IMP051" Warning,
        "`{0}` has bits beyond its prefix; it is read as `{1}`" | "`{0}`에 접두사 밖의 비트가 있어 `{1}`(으)로 읽는다",
        "write the block that is meant" | "뜻하는 블록을 적는다",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html";
    EXTERNAL = "IMP060" Info,
        "`{0}` is not part of the input" | "`{0}`은(는) 입력에 없다",
        "import what it belongs to as well" | "속한 곳도 함께 가져온다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html";
    OUTSIDE = "IMP070" Warning,
        "`{0}` is not read: {1}" | "`{0}`을(를) 읽지 않는다: {1}",
        "put the file below the folder that is imported" | "가져오는 폴더 아래에 파일을 둔다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html";
    TOO_MUCH = "IMP080" Error,
        "the input is beyond a limit: {0}" | "입력이 한도를 넘는다: {0}",
        "import a part of it" | "일부만 가져온다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";
    WITHHELD = "IMP090" Info,
        "`{0}`: the value of `{1}` is withheld because it may be a secret" | "`{0}`: `{1}`의 값은 비밀일 수 있어 옮기지 않는다",
        "nothing; no answer needs it" | "필요한 답이 없으므로 할 일이 없다",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html";
}
